//! As much of a Zabbix server as a proxy in active mode needs: its configuration, and a word for everything else.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use crate::LabError;
use crate::load::Talk;

/// `ZBXD`, flags, length of what follows, and where that is compressed its length before; both little-endian.
const HEADER: usize = 13;
/// Flag of plain text.
const PLAIN: u8 = 1;
/// A request is compressed, and this says which it is: `{"request":"proxy config","host":NAME,"version":V}` has 64 bytes with the
/// names of the scene, and a delivery 140 at least, as it begins with a session of 32 digits.
const CONFIG_BYTES: u32 = 100;
/// Longer ones no proxy of a scene sends.
const MOST: u32 = 1 << 20;

/// Serves until the input ends; `configured` is said each time a proxy has taken its configuration.
pub(crate) fn serve(
    at: SocketAddr,
    config: &Path,
    talk: &mut Talk<impl Read, impl Write>,
) -> Result<(), LabError> {
    let config =
        std::fs::read(config).map_err(|source| LabError::Open { path: config.to_owned(), source })?;
    let failed =
        |source: std::io::Error| LabError::Program { what: "cannot listen".to_owned(), source: Some(source) };
    let listener = TcpListener::bind(at).map_err(failed)?;
    talk.say("listening")?;
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A proxy that goes away in the middle comes again; a line that nobody reads is none.
            if answer(&mut stream, &config).is_ok_and(|configured| configured) {
                let mut out = std::io::stdout().lock();
                let _ = writeln!(out, "configured").and_then(|()| out.flush());
            }
        }
    });
    while talk.hear()?.is_some() {}
    Ok(())
}

/// Whether it was asked for the configuration.
fn answer(stream: &mut TcpStream, config: &[u8]) -> std::io::Result<bool> {
    let mut header = [0; HEADER];
    stream.read_exact(&mut header)?;
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (length, whole) = (number(5), number(9));
    if length > MOST {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    stream.read_exact(&mut vec![0; length as usize])?;
    let is_config = whole < CONFIG_BYTES;
    let text = if is_config { config } else { br#"{"response":"success"}"# };
    let mut reply = [b"ZBXD".as_slice(), &[PLAIN]].concat();
    reply.extend((text.len() as u32).to_le_bytes());
    reply.extend(0_u32.to_le_bytes());
    reply.extend(text);
    // Closed here first: the proxy keeps no row by which connect() could share a port that another program wants.
    stream.write_all(&reply)?;
    Ok(is_config)
}
