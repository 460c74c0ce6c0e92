//! Crash tests: the real process is killed (SIGKILL) or frozen (SIGSTOP) at the worst moments, with the distributor's
//! duplicate check off. What counts is the number of order requests in the emulator's books.

mod killed;
mod process;
mod sync;
