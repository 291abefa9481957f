//! Files and scripts for Windows, each with one that takes it back. They hold letters of ASCII alone, whatever the language:
//! regedit, netsh and PowerShell read files in the code page of their host.

use std::fmt;

use lastack_model::words::{Lang, Message};
use lastack_model::{Arg, Family, PortSet, REGISTRY, REGISTRY_FOLDER, Step, Undo};

use super::{Export, windows_steps};
use crate::{Proposal, View};

/// A registry file: values of `Tcpip\Parameters`, in force after a reboot.
pub(super) const REG: Export = Export { id: "reg", write: reg };

/// The registry file that takes it back.
pub(super) const REG_UNDO: Export = Export { id: "reg-undo", write: reg_undo };

/// A script of PowerShell, which looks before it writes.
pub(super) const POWERSHELL: Export = Export { id: "powershell", write: powershell };

/// The script that takes it back, where the value is still the one that the other wrote.
pub(super) const POWERSHELL_UNDO: Export = Export { id: "powershell-undo", write: powershell_undo };

/// A script for `netsh -f`: the dynamic ports, in force at once.
pub(super) const NETSH: Export = Export { id: "netsh", write: netsh };

/// The script that takes it back.
pub(super) const NETSH_UNDO: Export = Export { id: "netsh-undo", write: netsh_undo };

/// How a value that is not there stands in a step.
const ABSENT: &str = "absent";

/// How netsh calls the family of a step of the dynamic ranges; `None` of other steps.
fn family(step: &Step) -> Option<&'static str> {
    match step.key {
        "windows.dynamicport" => Some("ipv4"),
        "windows.dynamicport6" => Some("ipv6"),
        _ => None,
    }
}

/// How netsh calls the family of a step of excluded ports, and the ports that are ours; `None` of other steps.
fn excluded(step: &Step) -> Option<(&'static str, PortSet)> {
    let family = match step.key {
        "windows.excludedportrange" => "ipv4",
        "windows.excludedportrange6" => "ipv6",
        _ => return None,
    };
    let Undo::Subtract(ports) = &step.undo else { return None };
    Some((family, PortSet::parse(ports)?))
}

/// Each of the ports, and what excludes it, or takes it back, behind `netsh `.
fn exclusions(step: &Step, way: Way) -> Vec<(u16, String)> {
    let Some((family, ports)) = excluded(step) else { return Vec::new() };
    let line = |port| {
        let verb = way.verb();
        let line = format!(
            "int {family} {verb} excludedportrange protocol=tcp startport={port} numberofports=1 store=persistent"
        );
        (port, line)
    };
    ports.iter().map(line).collect()
}

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    There,
    Back,
}

impl Way {
    /// What netsh does with an exclusion then.
    const fn verb(self) -> &'static str {
        match self {
            Way::There => "add",
            Way::Back => "delete",
        }
    }
}

/// One change of a value.
struct Change<'a> {
    step: &'a Step,
    from: &'a str,
    to: &'a str,
}

fn changes<'a>(proposal: &'a Proposal<'_>, way: Way) -> Vec<Change<'a>> {
    let steps = windows_steps(proposal);
    let change = |step: &'a Step| match way {
        Way::There => Change { step, from: &step.from, to: &step.to },
        Way::Back => Change { step, from: &step.to, to: &step.from },
    };
    steps.into_iter().map(change).collect()
}

/// The name of a value of the registry; `None` of what stands elsewhere.
fn value_name(step: &Step) -> Option<&'static str> {
    REGISTRY.iter().find(|value| value.fact == step.key).map(|value| value.name)
}

/// `49152 16384`: first port and number of ports.
fn range(text: &str) -> Option<(u16, u16)> {
    let (first, count) = text.split_once(' ')?;
    Some((first.parse().ok()?, count.parse().ok()?))
}

fn reg(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    registry_file(proposal, view, Way::There, out)
}

fn reg_undo(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    registry_file(proposal, view, Way::Back, out)
}

/// regedit wants its first line first, and ends of lines as Windows has them.
fn registry_file(
    proposal: &Proposal<'_>,
    view: &View<'_>,
    way: Way,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let changes = changes(proposal, way);
    let values = changes.iter().filter_map(|change| Some((value_name(change.step)?, change)));
    let values = values.collect::<Vec<_>>();
    let mut text = String::from("Windows Registry Editor Version 5.00\n\n");
    let id = if way == Way::There { "report-as-reg" } else { "report-as-reg-undo" };
    head(view, ";", id, values.is_empty(), &mut text)?;
    if !values.is_empty() {
        fmt::Write::write_fmt(&mut text, format_args!("\n[HKEY_LOCAL_MACHINE\\{REGISTRY_FOLDER}]\n"))?;
    }
    for (name, change) in values {
        was(view, ";", change, &mut text)?;
        let value = match change.to.parse::<u32>() {
            Ok(number) => format!("dword:{number:08x}"),
            Err(_) => "-".to_owned(),
        };
        fmt::Write::write_fmt(&mut text, format_args!("\"{name}\"={value}\n"))?;
    }
    out.write_str(&text.replace('\n', "\r\n"))
}

fn powershell(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    script(proposal, view, Way::There, out)
}

fn powershell_undo(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    script(proposal, view, Way::Back, out)
}

fn script(proposal: &Proposal<'_>, view: &View<'_>, way: Way, out: &mut dyn fmt::Write) -> fmt::Result {
    let changes = changes(proposal, way);
    let id = if way == Way::There { "report-as-powershell" } else { "report-as-powershell-undo" };
    head(view, "#", id, changes.is_empty(), out)?;
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "#Requires -RunAsAdministrator\n$ErrorActionPreference = 'Stop'")?;
    writeln!(out, "$key = 'HKLM:\\{REGISTRY_FOLDER}'")?;
    let ports = changes.iter().any(|change| excluded(change.step).is_some());
    if ports {
        out.write_str(LOOK)?;
    }
    if ports && way == Way::Back {
        writeln!(out, "$left = @()")?;
    }
    for change in &changes {
        writeln!(out)?;
        if let Some((family, _)) = excluded(change.step) {
            exclusions(change.step, way).iter().try_for_each(|one| port_lines(family, one, way, out))?;
            continue;
        }
        was(view, "#", change, out)?;
        match value_name(change.step) {
            Some(name) => value_lines(name, change, out)?,
            None => {
                range_lines(change, out)?;
                services(proposal, view, change, way, out)?;
            }
        }
    }
    if ports && way == Way::Back {
        writeln!(out, "\nif ($left) {{ throw \"netsh did not take back: $($left -join ', ')\" }}")?;
    }
    Ok(())
}

/// Whether a port is excluded, by the numbers of netsh: its words are those of the system's language.
const LOOK: &str = "function Excluded($family, $port) {
    foreach ($line in netsh int $family show excludedportrange protocol=tcp) {
        $range = $line -match '^\\s*(\\d+)\\s+(\\d+)\\s*\\*?\\s*$'
        if ($range -and $port -ge [int]$Matches[1] -and $port -le [int]$Matches[2]) { return $true }
    }
    return $false
}
";

/// Looks first as well. What goes back does so port by port: one that netsh refuses, or that was never excluded, keeps no other there.
fn port_lines(family: &str, (port, line): &(u16, String), way: Way, out: &mut dyn fmt::Write) -> fmt::Result {
    match way {
        Way::There => {
            writeln!(out, "if (Excluded {family} {port}) {{")?;
            writeln!(
                out,
                "    Write-Warning 'port {port} over {family} was excluded already: leave it out of the undo script'"
            )?;
            writeln!(out, "}} else {{\n    netsh {line}")?;
            writeln!(
                out,
                "    if ($LASTEXITCODE -ne 0) {{ throw 'netsh refused port {port} over {family}: the undo script takes back those before it' }}\n}}"
            )
        }
        Way::Back => {
            writeln!(out, "if (Excluded {family} {port}) {{\n    netsh {line}")?;
            writeln!(out, "    if ($LASTEXITCODE -ne 0) {{ $left += 'port {port} over {family}' }}")?;
            writeln!(out, "}} else {{\n    Write-Output 'port {port} over {family} is not excluded'\n}}")
        }
    }
}

/// Looks first: what somebody else has set since stays.
fn value_lines(name: &str, change: &Change<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let expected = if change.from == ABSENT { "$null" } else { change.from };
    writeln!(out, "$now = (Get-ItemProperty -Path $key).'{name}'")?;
    writeln!(out, "if ($now -ne {expected}) {{ throw \"{name} is '$now', not {}\" }}", change.from)?;
    match change.to.parse::<u32>() {
        Ok(number) => writeln!(out, "Set-ItemProperty -Path $key -Name '{name}' -Type DWord -Value {number}"),
        Err(_) => writeln!(out, "Remove-ItemProperty -Path $key -Name '{name}'"),
    }
}

fn range_lines(change: &Change<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let (Some(from), Some(to)) = (range(change.from), range(change.to)) else { return Ok(()) };
    let Some(family) = family(change.step) else { return Ok(()) };
    // netsh speaks the language of the system: its numbers do not.
    writeln!(
        out,
        "$now = (netsh int {family} show dynamicport tcp | Select-String ':\\s*(\\d+)\\s*$').Matches | \
         ForEach-Object {{ $_.Groups[1].Value }}"
    )?;
    writeln!(
        out,
        "if (\"$now\" -ne '{} {}') {{ throw \"the dynamic range is '$now', not {} {}\" }}",
        from.0, from.1, from.0, from.1
    )?;
    writeln!(out, "netsh int {family} set dynamicport tcp start={} num={}", to.0, to.1)?;
    writeln!(out, "if ($LASTEXITCODE -ne 0) {{ throw 'netsh refused the range' }}")
}

fn netsh(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    netsh_script(proposal, view, Way::There, out)
}

fn netsh_undo(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    netsh_script(proposal, view, Way::Back, out)
}

fn netsh_script(proposal: &Proposal<'_>, view: &View<'_>, way: Way, out: &mut dyn fmt::Write) -> fmt::Result {
    let changes = changes(proposal, way);
    let of_netsh = |change: &&Change<'_>| family(change.step).is_some() || excluded(change.step).is_some();
    let changes = changes.iter().filter(of_netsh).collect::<Vec<_>>();
    let id = if way == Way::There { "report-as-netsh" } else { "report-as-netsh-undo" };
    head(view, "#", id, changes.is_empty(), out)?;
    for change in changes {
        exclusions(change.step, way).iter().try_for_each(|(_, line)| writeln!(out, "{line}"))?;
        let Some(family) = family(change.step) else { continue };
        was(view, "#", change, out)?;
        if let Some((first, count)) = range(change.to) {
            writeln!(out, "int {family} set dynamicport tcp start={first} num={count}")?;
        }
        services(proposal, view, change, way, out)?;
    }
    Ok(())
}

/// Ports of services inside a wider range. Windows excludes none while it is in use, so the line for each is one to run by hand.
fn services(
    proposal: &Proposal<'_>,
    view: &View<'_>,
    change: &Change<'_>,
    way: Way,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let (Some(family), Some(ports)) = (family(change.step), inside(proposal, change.step)) else {
        return Ok(());
    };
    let (id, verb) = match way {
        Way::There => ("report-as-exclude", way.verb()),
        Way::Back => ("report-as-exclude-undo", way.verb()),
    };
    if !ports.is_empty() {
        comment(view, "#", &Message::new(id), out)?;
    }
    ports.iter().try_for_each(|port| {
        writeln!(
            out,
            "# netsh int {family} {verb} excludedportrange protocol=tcp startport={port} numberofports=1 store=persistent"
        )
    })
}

/// Ports that are listened on and that the new range holds besides the old one.
fn inside(proposal: &Proposal<'_>, step: &Step) -> Option<Vec<u16>> {
    let ports = |text: &str| {
        let (first, count) = range(text)?;
        Some(first..=first.saturating_add(count.checked_sub(1)?))
    };
    let (over, list) = match step.key {
        "windows.dynamicport6" => (Family::V6, "windows.excludedportrange6"),
        _ => (Family::V4, "windows.excludedportrange"),
    };
    let view = proposal.report.snapshot.namespaces.get(step.netns)?;
    let mut inside = view.census.listened_besides(over, ports(&step.to)?, ports(&step.from)?);
    for key in [list.to_owned(), format!("{list}.system")] {
        let excluded = view.facts.get(&key).map(|fact| PortSet::from_list(&fact.value)).unwrap_or_default();
        inside.retain(|port| !excluded.has(*port));
    }
    Some(inside)
}

/// By whom it was made, what it is for, and that nothing stands in it where nothing does.
fn head(view: &View<'_>, mark: &str, id: &'static str, empty: bool, out: &mut dyn fmt::Write) -> fmt::Result {
    let version = Arg::text(env!("CARGO_PKG_VERSION"));
    comment(view, mark, &Message::new("report-as-head").with("version", version), out)?;
    comment(view, mark, &Message::new(id), out)?;
    if empty {
        comment(view, mark, &Message::new("report-as-nothing"), out)?;
    }
    Ok(())
}

fn was(view: &View<'_>, mark: &str, change: &Change<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = Message::new("report-as-was").with("before", Arg::text(change.from));
    comment(view, mark, &text, out)
}

/// In English: see the head of this file.
fn comment(view: &View<'_>, mark: &str, message: &Message, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = crate::line(view.catalog, Lang::En, message);
    crate::wrap(&text, 78, view.ambiguous).iter().try_for_each(|line| writeln!(out, "{mark} {line}"))
}
