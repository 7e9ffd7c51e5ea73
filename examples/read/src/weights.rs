//! Where the weights come from, and where they are.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people"
)]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fal_app::Result;
use ring::digest::{SHA256, digest};
use zip::ZipArchive;

/// The network that finds text, and the one that reads it.
pub(crate) const FINDER: &str = "PP-OCRv6_det_small.onnx";
pub(crate) const READER: &str = "PP-OCRv6_rec_small.onnx";

/// The package `rapidocr` 3.10.0 of PyPI, which holds both and says their licence, and the SHA-256 that PyPI tells of it.
const PACKAGE: &str = "https://files.pythonhosted.org/packages/59/07/203065283bba0c5e9c10af3602dc25ab3e59ee54dc2d1d22c8faeabf5ed8/rapidocr-3.10.0-py3-none-any.whl";
const SHA_256: &str = "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050";

/// Where they are in the package, and the texts that must go with them.
pub(crate) const NETWORKS: &str = "rapidocr/models/";
pub(crate) const LICENCES: &str = "rapidocr-3.10.0.dist-info/licenses/";

/// The package has 27 MB.
const LARGEST: u64 = 64 << 20;

/// The folder where the app was built. In an image that `deploy` describes there is none, and `weights` is in the working folder.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/weights");

/// The folder with the weights.
pub(crate) fn folder() -> Result<PathBuf> {
    folder_of(&[Path::new("weights"), Path::new(BESIDE)])
}

/// The first of some folders that has weights.
pub(crate) fn folder_of(folders: &[&Path]) -> Result<PathBuf> {
    let found = folders.iter().find(|folder| folder.join(READER).exists());
    let found =
        found.ok_or("there are no weights: `cargo run -p read -- fetch-weights` fetches them")?;
    Ok(found.to_path_buf())
}

/// The command `fetch-weights`.
pub(crate) fn fetch() -> ExitCode {
    if folder().is_ok() {
        println!("the weights are there already");
        return ExitCode::SUCCESS;
    }
    let folder = Path::new(BESIDE);
    match download().and_then(|package| unpack(package, SHA_256, folder)) {
        Ok(()) => {
            println!(
                "the weights are in `{}`, under Apache-2.0",
                folder.display()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the weights could not be fetched: {error}");
            ExitCode::FAILURE
        }
    }
}

fn download() -> Result<Vec<u8>> {
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .build();
    let agent = ureq::Agent::config_builder()
        .tls_config(tls)
        .build()
        .new_agent();
    println!("fetching {PACKAGE}");
    let answer = agent.get(PACKAGE).call()?;
    Ok(answer
        .into_body()
        .with_config()
        .limit(LARGEST)
        .read_to_vec()?)
}

/// Takes the weights out of a package that is the right one.
pub(crate) fn unpack(package: Vec<u8>, sha_256: &str, into: &Path) -> Result<()> {
    let found: String = digest(&SHA256, &package)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if found != sha_256 {
        return Err(format!("the package has the SHA-256 {found}, and not {sha_256}").into());
    }
    let mut package = ZipArchive::new(Cursor::new(package))?;
    fs::create_dir_all(into)?;
    let names = package.file_names().map(|name| Ok(name?.into_owned()));
    let names = names.collect::<Result<Vec<String>>>()?;
    let licences = names.iter().filter(|name| name.starts_with(LICENCES));
    // The network that reads comes last: where it is, all is.
    let networks = [FINDER, READER].map(|name| format!("{NETWORKS}{name}"));
    for path in licences.chain(&networks) {
        let mut file = package.by_name(path)?;
        let name = Path::new(path).file_name().unwrap_or_default();
        // Under another name until it is whole.
        let unfinished = into.join("unfinished");
        std::io::copy(&mut file, &mut fs::File::create(&unfinished)?)?;
        fs::rename(&unfinished, into.join(name))?;
    }
    Ok(())
}
