// What the examples in the documentation run on: an emulated tenant with its sample data, and a client for it. Included into
// each of them.

pub fn example<F>(example: F)
where
    F: AsyncFnOnce(
        autotask::Client,
        linkspan_emulator::autotask::Ready,
    ) -> Result<(), Box<dyn std::error::Error>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let vendor = linkspan_emulator::autotask::start(Default::default()).await.unwrap();
        let ready = vendor.ready();
        let credentials = autotask::Credentials {
            user_name: ready.user_name.clone(),
            secret: ready.secret.clone().into(),
            integration_code: ready.integration_code.clone().into(),
        };
        let http = autotask::hardened(reqwest::Client::builder()).build().unwrap();
        let discovery = format!("{}/atservicesrest/", ready.url).parse().unwrap();
        let zone = autotask::discover(&http, &discovery, &credentials.user_name).await.unwrap();
        let client = autotask::Client::builder(http, zone, credentials).rediscover_at(discovery).build();
        example(client, ready).await.unwrap();
        vendor.stop().await;
    });
}
