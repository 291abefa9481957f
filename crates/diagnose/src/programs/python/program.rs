//! Python.

use crate::rule::words;
use crate::treatment::Program;

/// Seen on requests 2.34: HTTPAdapter keeps pools for 10 hosts of 10 connections. urllib3, docs/advanced-usage.rst: "by default only
/// one connection will be saved for re-use". httpx, docs/advanced/resource-limits.md: 20 idle ones, for 5 s (`keepalive_expiry`).
pub(crate) static PROGRAM: Program = Program {
    id: "python",
    words: words!("reuse-connections-python"),
    comms: &["python", "python3", "gunicorn", "uvicorn", "uwsgi", "celery"],
    connects: Some((
        "python-sessions",
        Some(
            "session = requests.Session()\nsession.mount('http://', HTTPAdapter(pool_connections=10, pool_maxsize=50))\npool = urllib3.PoolManager(maxsize=50)\nclient = httpx.Client(limits=httpx.Limits(max_keepalive_connections=50, keepalive_expiry=60))",
        ),
    )),
    serves: None,
};
