//! Whom this machine trusts: its own root certificates, or those of a file.
//!
//! The machine's and no list that is compiled in: services inside a company are vouched for by roots that stand in no public
//! list, and a root that an administrator has taken out must not count here.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor};

/// Who vouches for certificates.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Trust {
    /// Whom this machine trusts
    #[default]
    System,
    /// These alone
    Roots(Arc<Roots>),
}

/// Root certificates.
#[derive(Debug, Default)]
pub struct Roots {
    pub(super) anchors: Vec<TrustAnchor<'static>>,
    /// The certificate of each anchor
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

impl PartialEq for Roots {
    fn eq(&self, other: &Self) -> bool {
        self.certificates == other.certificates
    }
}

impl Roots {
    /// The certificates of a PEM text; `None` where it has none that can be read.
    pub fn of_pem(text: &[u8]) -> Option<Self> {
        let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
        let roots = Roots::new(all.ok()?);
        (!roots.certificates.is_empty()).then_some(roots)
    }

    /// Those that can be read; stores of real machines hold some that cannot.
    fn new(all: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = Roots::default();
        for certificate in all {
            if let Ok(anchor) = webpki::anchor_from_trusted_cert(&certificate).map(|anchor| anchor.to_owned())
            {
                roots.anchors.push(anchor);
                roots.certificates.push(certificate);
            }
        }
        roots
    }
}

/// The machine's roots are read again after so long: certificates are installed while a prober runs.
const HOLDS: Duration = Duration::from_secs(3_600);

static SYSTEM: Mutex<Option<(Instant, Arc<Roots>)>> = Mutex::new(None);

impl Trust {
    /// The roots as they are now.
    pub(super) fn roots(&self) -> Arc<Roots> {
        let Trust::Roots(roots) = self else { return system() };
        Arc::clone(roots)
    }
}

fn system() -> Arc<Roots> {
    let mut held = SYSTEM.lock().unwrap_or_else(PoisonError::into_inner);
    match &*held {
        Some((at, roots)) if at.elapsed() < HOLDS => Arc::clone(roots),
        _ => {
            let roots = Arc::new(Roots::new(rustls_native_certs::load_native_certs().certs));
            *held = Some((Instant::now(), Arc::clone(&roots)));
            roots
        }
    }
}
