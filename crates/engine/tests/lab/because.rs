//! The inequality on which a rule fired, in English.

use lastack_model::Finding;
use lastack_model::words::{Catalog, Lang};

pub(crate) fn because(finding: &Finding) -> String {
    let catalog = Catalog::new(lastack_engine::words());
    catalog.phrase(Lang::En, &finding.because).render(|foreign| foreign.raw().to_owned())
}
