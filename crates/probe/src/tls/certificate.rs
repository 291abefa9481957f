//! What a certificate says, and whether it may be believed.

use lastack_model::{ProbeCertificate, ProbeReason, Untrusted};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use sha2::{Digest as _, Sha256};
use webpki::{EndEntityCert, Error, KeyUsage};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc4519;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use super::Roots;

/// The end of a certificate, in seconds since 1970-01-01 UTC; `None` where it cannot be read.
pub(super) fn not_after_s(certificate: &[u8]) -> Option<i64> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let end = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    i64::try_from(end.as_secs()).ok()
}

/// What it says of itself; `None` where it cannot be read.
pub(super) fn described(der: &[u8]) -> Option<ProbeCertificate> {
    let certificate = Certificate::from_der(der).ok()?;
    let own = certificate.tbs_certificate();
    let names = match own.get_extension::<SubjectAltName>() {
        Ok(Some((_, names))) => names.0.iter().filter_map(dns).collect::<Vec<_>>().join(","),
        _ => String::new(),
    };
    Some(ProbeCertificate {
        subject: Untrusted::new(written(own.subject())),
        issuer: Untrusted::new(written(own.issuer())),
        names: Untrusted::new(names),
        serial: serial(own.serial_number().as_bytes()),
        fingerprint: Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// As RFC 4514 writes names, in the order of Go's crypto/x509/pkix, whatever the certificate's own: labels of dashboards
/// have it so.
fn written(name: &Name) -> String {
    let mut parts: Vec<_> = name.iter().collect();
    let rank = |oid: ObjectIdentifier| ORDER.iter().position(|one| *one == oid);
    parts.sort_by_key(|part| rank(part.oid));
    let mut text = String::new();
    let mut before = None;
    for part in parts.iter().rev() {
        let separator = if before == Some(part.oid) { "+" } else { "," };
        if before.is_some() {
            text.push_str(separator);
        }
        text.push_str(&part.to_string());
        before = Some(part.oid);
    }
    text
}

/// `Name.ToRDNSequence`; what is not among them stands before.
const ORDER: [ObjectIdentifier; 9] = [
    rfc4519::C,
    rfc4519::O,
    rfc4519::OU,
    rfc4519::L,
    rfc4519::ST,
    rfc4519::STREET,
    rfc4519::POSTAL_CODE,
    rfc4519::CN,
    rfc4519::SERIAL_NUMBER,
];

fn dns(name: &GeneralName) -> Option<&str> {
    match name {
        GeneralName::DnsName(name) => Some(name.as_str()),
        _ => None,
    }
}

/// As a number: without the zeros in front.
fn serial(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let number = hex.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

/// Whether the chain leads to a root, now and for that name. Gives the end of the earliest certificate on the way, its
/// root's included.
pub(super) fn judge(
    chain: &[CertificateDer<'_>],
    name: &ServerName<'_>,
    roots: &Roots,
    now: UnixTime,
) -> Result<Option<i64>, ProbeReason> {
    let [own, others @ ..] = chain else { return Err(ProbeReason::Certificate) };
    if roots.certificates.is_empty() {
        return Err(ProbeReason::NoRoots);
    }
    let end_entity = EndEntityCert::try_from(own).map_err(|error| reason(&error))?;
    // One that signed itself and was named as a root is its own chain; webpki takes no authority for a server.
    let end = if roots.certificates.iter().any(|root| root.as_ref() == own.as_ref()) {
        in_time(own, now)?
    } else {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms.all;
        let path = end_entity
            .verify_for_usage(algorithms, &roots.anchors, others, now, KeyUsage::server_auth(), None, None)
            .map_err(|error| reason(&error))?;
        let root = roots.anchors.iter().position(|anchor| anchor == path.anchor());
        let root = root.and_then(|index| roots.certificates.get(index)).map(AsRef::as_ref);
        let between = path.intermediate_certificates().map(|one| one.der().to_vec());
        let mut ends: Vec<_> = between.filter_map(|der| not_after_s(&der)).collect();
        ends.extend([Some(own.as_ref()), root].into_iter().flatten().filter_map(not_after_s));
        ends.into_iter().min()
    };
    end_entity.verify_is_valid_for_subject_name(name).map_err(|error| reason(&error))?;
    Ok(end)
}

fn in_time(own: &CertificateDer<'_>, now: UnixTime) -> Result<Option<i64>, ProbeReason> {
    let certificate = Certificate::from_der(own).map_err(|_unreadable| ProbeReason::Certificate)?;
    let validity = certificate.tbs_certificate().validity();
    let now_s = now.as_secs();
    if now_s > validity.not_after.to_unix_duration().as_secs() {
        return Err(ProbeReason::CertificateExpired);
    }
    if now_s < validity.not_before.to_unix_duration().as_secs() {
        return Err(ProbeReason::CertificateEarly);
    }
    Ok(not_after_s(own))
}

fn reason(error: &Error) -> ProbeReason {
    match error {
        Error::CertExpired { .. } => ProbeReason::CertificateExpired,
        Error::CertNotValidYet { .. } => ProbeReason::CertificateEarly,
        Error::CertNotValidForName(_) => ProbeReason::CertificateName,
        // The second is one that signed itself, as people make them by hand.
        Error::UnknownIssuer | Error::CaUsedAsEndEntity => ProbeReason::CertificateIssuer,
        _ => ProbeReason::Certificate,
    }
}
