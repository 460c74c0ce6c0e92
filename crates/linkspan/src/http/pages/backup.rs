//! Settings > Backup: make one, list, download. For the owner of the installation alone, because a backup holds the data of
//! every environment.

use crate::app::backup::{self, DEFAULT_KEEP, MOST_KEPT, Reason, Wish};
use crate::http::failure::Failure;
use crate::http::portal::backup::{BackupPage, BackupRow};
use crate::http::portal::page::Field;
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use linkspan_core::problem::Problem;
use linkspan_store::NewAudit;
use serde_json::json;
use std::path::PathBuf;
use tokio_util::io::ReaderStream;

/// The value of the installation that says how many backups stay.
const KEEP: &str = "backups_kept";

/// `GET /settings/backup`.
pub(in crate::http) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    owner_of_all(&web, &signed).await?;
    let keep = kept(&web).await?;
    page(&web, &signed, Field::of(keep.to_string()), StatusCode::OK).await
}

/// `POST /settings/backup`, with `catalogue`: makes one and removes the oldest beyond the number that is kept.
pub(in crate::http) async fn make(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    owner_of_all(&web, &signed).await?;
    let t = frame::words(&web, &signed);
    let (app, keep) = (&web.app, kept(&web).await?);
    let wish = Wish { target: None, with_catalogue: fields.ticked("catalogue"), reason: Reason::Asked };
    let done = match backup::make(&app.store, &*app.clock, &*app.ids, &wish).await {
        Ok(made) => {
            audit(&web, &signed, "backup.made", &made.path.display().to_string()).await?;
            shelf(&web).map_or(Ok(0), |shelf| backup::keep_only(&shelf, keep)).map(|_| ())
        }
        Err(error) => Err(error),
    };
    frame::after(&web, "/settings/backup", done.map_err(Problem::from), t.backup_did_make())
}

/// `POST /settings/backup/keep`, with `keep`.
pub(in crate::http) async fn keep(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    owner_of_all(&web, &signed).await?;
    let t = frame::words(&web, &signed);
    let typed = fields.text("keep").trim();
    let Some(number) = typed.parse::<usize>().ok().filter(|number| (1..=MOST_KEPT).contains(number)) else {
        let field = Field::of(typed).wrong(t.backup_keep_wrong(MOST_KEPT));
        return page(&web, &signed, field, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = web.app.store.begin().await?;
    web.app.store.set_installation_value(&mut tx, KEEP, &number).await?;
    tx.commit().await?;
    Ok(frame::go(&web, "/settings/backup", Tone::Ok, t.did_save()))
}

/// `GET /settings/backup/{name}`: the file.
pub(in crate::http) async fn download(
    State(web): State<Web>,
    Path(name): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    owner_of_all(&web, &signed).await?;
    let path = shelf(&web).and_then(|shelf| backup::find(&shelf, &name)).ok_or(Failure::NotFound)?;
    let file = tokio::fs::File::open(&path).await.map_err(unreadable)?;
    let bytes = file.metadata().await.map_err(unreadable)?.len();
    audit(&web, &signed, "backup.downloaded", &name).await?;
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_LENGTH, bytes.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

/// An owner, and not of just any environment: the first one is the operator's own.
pub(super) async fn is_owner_of_all(web: &Web, signed: &Signed) -> Result<bool, Failure> {
    let first = web.app.store.environments().await?.into_iter().next().map(|environment| environment.id);
    Ok(signed.user.owner && first == Some(signed.env.id()))
}

async fn owner_of_all(web: &Web, signed: &Signed) -> Result<(), Failure> {
    if is_owner_of_all(web, signed).await? { Ok(()) } else { Err(Failure::NotFound) }
}

fn shelf(web: &Web) -> Option<PathBuf> {
    web.app.store.directory().map(backup::shelf)
}

async fn kept(web: &Web) -> Result<usize, Failure> {
    Ok(web.app.store.installation_value(KEEP).await?.unwrap_or(DEFAULT_KEEP))
}

async fn page(web: &Web, signed: &Signed, keep: Field, status: StatusCode) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Settings).await?;
    let rows = shelf(web).map(|shelf| backup::list(&shelf)).unwrap_or_default();
    let row = |kept: backup::Kept| BackupRow {
        href: format!("/settings/backup/{}", kept.name),
        made_at: kept.manifest.as_ref().map(|manifest| manifest.made_at),
        with_catalogue: kept.manifest.as_ref().is_some_and(backup::Manifest::has_catalogue),
        before_upgrade: kept.manifest.as_ref().is_some_and(|manifest| manifest.reason == Reason::BeforeMigration),
        readable: kept.manifest.is_some(),
        name: kept.name,
        bytes: kept.bytes,
    };
    let page = BackupPage {
        here: shelf(web).map(|shelf| shelf.display().to_string()),
        rows: rows.into_iter().map(row).collect(),
        keep,
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

async fn audit(web: &Web, signed: &Signed, action: &str, file: &str) -> Result<(), Failure> {
    let entry = NewAudit {
        actor: signed.user.email.clone(),
        action: action.to_owned(),
        subject_kind: "installation".into(),
        subject_id: "backup".into(),
        sentence: file.to_owned(),
        detail: json!({}),
    };
    let mut tx = web.app.store.begin().await?;
    signed.env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(())
}

fn unreadable(error: std::io::Error) -> Failure {
    Problem::permanent("backup_failed", "The backup cannot be read. The log says why.").caused_by(error).into()
}
