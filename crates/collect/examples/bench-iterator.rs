//! Times of one look at the table of this namespace, for `cargo xtask bench iterator`: by the iterator held loaded, by
//! netlink, and by raw dumps that only count. One line for each load, `load MS`, and for each round, `round MS MS MS MS`.

#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "its output is what the bench reads")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::time::Duration;

    use lastack_collect::{HeldTable, Look, NetnsChoice, look_holding};
    use lastack_host::Live;
    use lastack_netlab::{cpu, diag};

    fn timed(job: &mut dyn FnMut() -> Result<u64, String>) -> Result<(f64, u64), String> {
        let start = cpu();
        let rows = job()?;
        Ok(((cpu() - start).as_secs_f64() * 1e3, rows))
    }

    fn census(host: &Live, want: &Look, held: Option<&mut HeldTable>) -> Result<u64, String> {
        let (snapshot, _) = look_holding(host, want, held).map_err(|message| message.id.clone())?;
        let otherwise = snapshot.coverage.iter().any(|line| line.subject == "sockets" && line.why.is_some());
        if otherwise {
            return Err("the table was read in another way".to_owned());
        }
        Ok(snapshot.namespaces.iter().map(|view| view.census.rows).sum())
    }

    let rounds: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1);
    for _ in 0..rounds {
        let (ms, _) = timed(&mut || HeldTable::load().map(|_| 0).map_err(|refusal| refusal.to_string()))?;
        println!("load {ms:.3}");
    }
    let want = Look {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        rules: false,
        bound: false,
        top: 20,
    };
    let host = Live::new();
    let mut held = HeldTable::load()?;
    let raw = |mask| diag::count(mask).map_err(|error| error.to_string());
    for round in 0..rounds {
        let mut times = [0.0; 4];
        let mut rows = [0; 4];
        for turn in 0..4 {
            let way = (round + turn) % 4;
            (times[way], rows[way]) = timed(&mut || match way {
                0 => census(&host, &want, Some(&mut held)),
                1 => census(&host, &want, None),
                2 => raw(diag::states::ALL & !diag::states::BOUND),
                _ => raw(diag::states::ALL),
            })?;
        }
        if rows.iter().any(|count| *count != rows[0]) {
            return Err(format!("they counted {rows:?} rows").into());
        }
        println!("round {:.3} {:.3} {:.3} {:.3}", times[0], times[1], times[2], times[3]);
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
