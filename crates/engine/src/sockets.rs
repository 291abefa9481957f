//! Lists of sockets: streamed in the order of the table, or collected, sorted, grouped.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use lastack_collect::{
    GroupOrder, Groups, Holders, NetnsChoice, RecordedTable, SocketTable, TextRows, holders, text_rows,
};
use lastack_host::{Capture, CaptureError, Host, Replay};
use lastack_model::words::Message;
use lastack_model::{
    Arg, Coverage, CoverageState, Found, GroupBy, HeldBy, Holder, HostFacts, NetnsName, SocketGroups,
    SocketLine, SocketRow, SocketSheet, SocketsFoot, SocketsHead, StateCounts, TcpState, Untrusted, Warning,
};
use lastack_parse::filter::Filter;

use crate::{ExamineError, Input, capture, host_failed, unreadable};

/// Rows that are kept until it is known whether there are more: some 800 KiB.
const BATCH: usize = 4096;

/// What is asked.
#[derive(Clone, Debug)]
pub struct SocketsRequest {
    /// What to read; empty for this host
    pub inputs: Vec<Input>,
    /// Which namespaces of this host
    pub netns: NetnsChoice,
    /// It was chosen for this run: text, which has no namespaces, is refused
    pub netns_typed: bool,
    /// Which rows
    pub filter: Filter,
    /// Look for the processes that hold them
    pub owners: bool,
    /// In which order
    pub order: RowOrder,
    /// Rows to show; `None` for all
    pub limit: Option<usize>,
    /// Hand all rows over at once, though they may be many
    pub whole: bool,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// As they come
    Table,
    /// Oldest mini-socket first; rows without an age last
    Age,
    /// Most bytes, or for a listener most connections, waiting first
    Queue,
    /// By state, then by our end
    State,
    /// By our end
    Local,
    /// By the peer's end
    Peer,
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum SocketsError {
    /// Nothing could be read
    #[error("no table could be read")]
    Examine(#[from] ExamineError),
    /// The output failed, which whoever gave it knows more about
    #[error("the output failed")]
    Output(#[from] std::fmt::Error),
}

/// Port of a TCP service by the name that /etc/services has for it, or by another name of it.
pub fn service(host: &dyn Host, name: &str) -> Option<u16> {
    let text = host.read(Path::new("/etc/services")).ok()?;
    String::from_utf8_lossy(&text).lines().find_map(|line| {
        let mut fields = line.split('#').next()?.split_whitespace();
        let (first, port) = (fields.next()?, fields.next()?);
        let port = port.strip_suffix("/tcp")?;
        (first == name || fields.any(|other| other == name)).then(|| port.parse().ok())?
    })
}

/// Writes every row that matches to a sheet. Rows are streamed: memory does not grow with their number, unless they are
/// sorted or wanted whole. What could not be read beside others is given back.
///
/// # Errors
/// [`SocketsError`] where nothing could be read, or the sheet fails.
pub fn list(
    host: &dyn Host,
    request: &SocketsRequest,
    sheet: &mut dyn SocketSheet,
) -> Result<Vec<Message>, SocketsError> {
    let source = Source::open(host, request)?;
    let mut list = List {
        source: &source,
        request,
        sheet,
        buffer: Vec::new(),
        holders: None,
        begun: false,
        failed: None,
        foot: SocketsFoot::default(),
    };
    let told = source.read(&mut |row| list.row(row))?;
    if let Some(error) = list.failed {
        return Err(error);
    }
    list.foot.coverage.extend(told.coverage);
    list.foot.coverage.extend(source.bound_unseen(request, &list.foot.states));
    list.foot.warnings.merge(told.warnings);
    list.close()?;
    Ok(told.failed)
}

/// Counts rows by what they have in common.
///
/// # Errors
/// [`SocketsError`] where nothing could be read.
pub fn groups(
    host: &dyn Host,
    request: &SocketsRequest,
    by: GroupBy,
    order: GroupOrder,
    top: usize,
) -> Result<(SocketGroups, Vec<Message>), SocketsError> {
    let source = Source::open(host, request)?;
    let wanted = by == GroupBy::Process && request.owners && holds_any(&request.filter);
    let (holders, mut coverage) = match &source {
        Source::Live { host, table } if wanted && !table.tells_holders() => holders(*host, None),
        _ => (Holders::default(), Vec::new()),
    };
    let (mut groups, mut states) = (Groups::new(by), StateCounts::default());
    let told = source.read(&mut |found| {
        states.add(found.row.state, found.row.is_fin_wait2_mini());
        let held_by = found.held_by.clone().unwrap_or_else(|| holders.of(found.row));
        groups.add(found.netns, found.row, &held_by);
        ControlFlow::Continue(())
    })?;
    coverage.extend(told.coverage);
    coverage.extend(source.bound_unseen(request, &states));
    let (top, rest, distinct, missed) = groups.finish(order, top);
    let head = source.head(request, Found::Exactly(states));
    let shown = top.iter().map(|group| group.states.total()).sum();
    let foot = SocketsFoot { states, shown, coverage, warnings: told.warnings };
    Ok((SocketGroups { by, head, top, rest, distinct, missed, foot }, told.failed))
}

/// Rows of states that no process holds need no walk over /proc.
fn holds_any(filter: &Filter) -> bool {
    filter.states().iter().any(|state| !matches!(state, TcpState::TimeWait | TcpState::SynRecv))
}

/// A row as its source gives it.
struct FoundRow<'a, 'b> {
    netns: usize,
    row: &'a SocketRow<'b>,
    age_s: Option<f64>,
    /// What a text says; `None` for this host, where holders are looked up by inode
    held_by: Option<HeldBy>,
}

/// What a source has to tell besides its rows.
#[derive(Default)]
struct Told {
    coverage: Vec<Coverage>,
    warnings: lastack_model::Warnings,
    failed: Vec<Message>,
}

/// Where rows come from.
enum Source<'a> {
    Live { host: &'a dyn Host, table: SocketTable<'a> },
    Texts { host: &'a dyn Host, request: &'a SocketsRequest, past: RefCell<Option<PastHost>> },
}

impl<'a> Source<'a> {
    fn open(host: &'a dyn Host, request: &'a SocketsRequest) -> Result<Self, ExamineError> {
        if request.inputs.is_empty() {
            let table = SocketTable::open(host, &request.netns, &request.filter).map_err(|why| match why
                .id
                .as_ref()
            {
                "collect-filter-no-device" => ExamineError::Host { message: why },
                _ => host_failed(why),
            })?;
            return Ok(Source::Live { host, table });
        }
        if request.filter.asks_mark() || request.filter.asks_device() {
            return Err(ExamineError::Input { messages: vec![Message::new("engine-sockets-text-filter")] });
        }
        Ok(Source::Texts { host, request, past: RefCell::default() })
    }

    fn head(&self, request: &SocketsRequest, found: Found) -> SocketsHead {
        let filter = Some(request.filter.to_string());
        match self {
            Source::Live { host, table } => SocketsHead {
                taken_at_ms: host.now().wall_ms,
                host: table.about().clone(),
                filter,
                namespaces: table.names(),
                found,
            },
            Source::Texts { host, request, past } => {
                let past = past.borrow().clone().unwrap_or_else(|| PastHost {
                    taken_at_ms: host.now().wall_ms,
                    host: HostFacts { os: lastack_model::Os::Unknown, ..HostFacts::default() },
                    namespaces: request.inputs.iter().map(|input| NetnsName::Paste(input.named())).collect(),
                });
                let PastHost { taken_at_ms, host, namespaces } = past;
                SocketsHead { taken_at_ms, host, filter, namespaces, found }
            }
        }
    }

    /// Linux lists sockets that are bound and nothing else since 6.8; where none came, nobody can tell which it is.
    fn bound_unseen(&self, request: &SocketsRequest, states: &StateCounts) -> Option<Coverage> {
        let live = matches!(self, Source::Live { .. });
        (live && request.filter.names_bound() && states.get(TcpState::Bound) == 0).then(|| Coverage {
            source: "sock_diag",
            subject: "bound_ports",
            state: CoverageState::Degraded,
            why: Some(Message::new("engine-sockets-bound")),
        })
    }

    fn read(&self, each: &mut dyn FnMut(&FoundRow<'_, '_>) -> ControlFlow<()>) -> Result<Told, ExamineError> {
        match self {
            Source::Live { table, .. } => {
                let coverage = table
                    .read(&mut |netns, row, age_s| {
                        each(&FoundRow { netns, row, age_s, held_by: table.held_by(row) })
                    })
                    .map_err(|why| match why.id.as_ref() {
                        "collect-filter-mark-refused" => ExamineError::Host { message: why },
                        _ => host_failed(why),
                    })?;
                Ok(Told { coverage, ..Told::default() })
            }
            Source::Texts { host, request, past } => texts(*host, request, past, each),
        }
    }
}

/// The host that a capture was taken of, where it is the only input.
#[derive(Clone)]
struct PastHost {
    taken_at_ms: i64,
    host: HostFacts,
    namespaces: Vec<NetnsName>,
}

/// Rows of a capture. Of several inputs each is one namespace.
fn recorded(
    (index, input): (usize, &Input),
    capture: Result<Capture, CaptureError>,
    request: &SocketsRequest,
    past: &RefCell<Option<PastHost>>,
    each: &mut dyn FnMut(&FoundRow<'_, '_>) -> ControlFlow<()>,
) -> Result<(), Message> {
    let told = |error| capture::told(&input.named(), error);
    let capture = capture.map_err(told)?;
    let look = capture::look_of(capture.about(), 0).map_err(told)?;
    let taken_at_ms = capture::begun_at_ms(capture.about()).unwrap_or(0);
    let replay = Replay::of_capture(capture);
    let table = RecordedTable::open(&replay, &look)?;
    let alone = request.inputs.len() == 1;
    let namespaces = table.names();
    let chosen = capture::chosen(&request.netns, &look.netns, namespaces.first());
    if !namespaces.iter().any(|name| capture::is_chosen(name, &chosen)) {
        return Err(Message::new("engine-capture-netns"));
    }
    if alone {
        *past.borrow_mut() = Some(PastHost { taken_at_ms, host: table.about().clone(), namespaces });
    }
    let (holders, _) = if request.owners { holders(&replay, None) } else { Default::default() };
    table.read(&request.filter, &|name| capture::is_chosen(name, &chosen), &mut |netns, row, age_s| {
        let netns = if alone { netns } else { index };
        each(&FoundRow { netns, row, age_s, held_by: Some(holders.of(row)) })
    })
}

fn texts(
    host: &dyn Host,
    request: &SocketsRequest,
    past: &RefCell<Option<PastHost>>,
    each: &mut dyn FnMut(&FoundRow<'_, '_>) -> ControlFlow<()>,
) -> Result<Told, ExamineError> {
    let mut told = Told::default();
    let (mut rows, mut read) = (0, false);
    for (netns, input) in request.inputs.iter().enumerate() {
        let (mut stopped, mut refused) = (false, false);
        let result = text_rows(host, input.path(), &request.filter, &mut |row, age_s| {
            if request.netns_typed {
                refused = true;
                return ControlFlow::Break(());
            }
            let held_by = row.owner.filter(|owner| owner.pid != 0).map_or(HeldBy::Unknown, |owner| {
                let comm = Untrusted::new(owner.name.unwrap_or_default());
                HeldBy::Process(Holder { pid: owner.pid, started_at: None, comm }.into())
            });
            let flow = each(&FoundRow { netns, row, age_s, held_by: Some(held_by) });
            stopped = flow.is_break();
            flow
        });
        if refused {
            return Err(ExamineError::Input { messages: vec![Message::new("engine-netns-files")] });
        }
        match result {
            Ok(TextRows::Text(summary, warnings)) => {
                rows += summary.rows;
                told.warnings.merge(warnings);
                if summary.rows == 0 {
                    let id = if summary.histograms > 0 {
                        "engine-sockets-counts"
                    } else {
                        "engine-sockets-no-rows"
                    };
                    told.failed.push(Message::new(id).with("input", Arg::input(&input.named())));
                }
            }
            Ok(TextRows::Capture(capture)) => {
                let mut each = |found: &FoundRow<'_, '_>| {
                    let flow = each(found);
                    stopped = flow.is_break();
                    flow
                };
                match recorded((netns, input), capture, request, past, &mut each) {
                    Ok(()) => read = true,
                    Err(why) => told.failed.push(why),
                }
            }
            Err(error) => told.failed.push(unreadable(&input.named(), &error)),
        }
        if stopped {
            break;
        }
    }
    if rows == 0 && !read {
        return Err(ExamineError::Input { messages: told.failed });
    }
    for why in &told.failed {
        told.warnings.push(Warning { input: Untrusted::default(), line: 0, why: why.clone() });
    }
    Ok(told)
}

/// Rows on their way to a sheet.
struct List<'a> {
    source: &'a Source<'a>,
    request: &'a SocketsRequest,
    sheet: &'a mut dyn SocketSheet,
    buffer: Vec<SocketLine>,
    holders: Option<Holders>,
    begun: bool,
    failed: Option<SocketsError>,
    foot: SocketsFoot,
}

impl List<'_> {
    fn row(&mut self, found: &FoundRow<'_, '_>) -> ControlFlow<()> {
        self.foot.states.add(found.row.state, found.row.is_fin_wait2_mini());
        let sorted = self.request.order != RowOrder::Table;
        let limit = self.request.limit.unwrap_or(usize::MAX);
        if !sorted && self.foot.shown + self.buffer.len() as u64 >= limit as u64 {
            // Rows beyond the limit are counted and not kept.
            return ControlFlow::Continue(());
        }
        self.buffer.push(SocketLine {
            netns: found.netns,
            row: SocketRow { owner: None, ..*found.row },
            age_s: found.age_s,
            held_by: found.held_by.clone().unwrap_or_default(),
        });
        if sorted && self.buffer.len() >= limit.saturating_mul(2).saturating_add(BATCH) {
            self.sort();
        } else if !sorted && !self.request.whole && self.buffer.len() > BATCH {
            self.failed = self.flush().err();
        }
        if self.failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Sorts, and drops what lies beyond the limit.
    fn sort(&mut self) {
        let order = self.request.order;
        self.buffer.sort_by(|a, b| compare(order, a, b));
        self.buffer.truncate(self.request.limit.unwrap_or(usize::MAX));
    }

    fn begin(&mut self, found: Found) -> Result<(), SocketsError> {
        if !self.begun {
            self.begun = true;
            self.sheet.begin(&self.source.head(self.request, found))?;
        }
        Ok(())
    }

    /// Writes the rows that wait, though there may be more.
    fn flush(&mut self) -> Result<(), SocketsError> {
        if !self.begun {
            let found = self.count()?;
            self.begin(found)?;
        }
        self.name_holders(true);
        self.sheet.lines(&self.buffer)?;
        self.foot.shown += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// How many rows there are, by a reading of its own; a text is read once only.
    fn count(&self) -> Result<Found, SocketsError> {
        if let Source::Texts { .. } = self.source {
            return Ok(Found::MoreThan(self.buffer.len() - 1));
        }
        let mut states = StateCounts::default();
        self.source.read(&mut |found| {
            states.add(found.row.state, found.row.is_fin_wait2_mini());
            ControlFlow::Continue(())
        })?;
        Ok(Found::About(states))
    }

    fn close(&mut self) -> Result<(), SocketsError> {
        if self.request.order != RowOrder::Table {
            self.sort();
        }
        self.begin(Found::Exactly(self.foot.states))?;
        self.name_holders(false);
        self.sheet.lines(&self.buffer)?;
        self.foot.shown += self.buffer.len() as u64;
        self.sheet.end(&self.foot)?;
        Ok(())
    }

    /// Who holds the rows that wait. Where more follow, all sockets are looked up at once.
    fn name_holders(&mut self, more: bool) {
        let Source::Live { host, table } = self.source else { return };
        if table.tells_holders() {
            return;
        }
        if self.holders.is_none() {
            let wanted =
                || self.buffer.iter().map(|line| line.row.inode).filter(|inode| *inode != 0).collect();
            let wanted: HashSet<u64> = if more { HashSet::new() } else { wanted() };
            let look = self.request.owners
                && if more { holds_any(&self.request.filter) } else { !wanted.is_empty() };
            let (found, coverage) = match look {
                true => holders(*host, (!more).then_some(wanted)),
                false => (Holders::default(), Vec::new()),
            };
            self.foot.coverage.extend(coverage);
            self.holders = Some(found);
        }
        if let Some(found) = &self.holders {
            self.buffer.iter_mut().for_each(|line| line.held_by = found.of(&line.row));
        }
    }
}

fn compare(order: RowOrder, a: &SocketLine, b: &SocketLine) -> std::cmp::Ordering {
    let age = |line: &SocketLine| line.age_s.unwrap_or(-1.0);
    let queue = |line: &SocketLine| {
        // A listener's send queue is the limit of its accept queue.
        let send = line.row.send_queue.filter(|_| line.row.state != TcpState::Listen);
        u64::from(line.row.recv_queue.unwrap_or(0)) + u64::from(send.unwrap_or(0))
    };
    let ends = (a.row.local, a.row.remote).cmp(&(b.row.local, b.row.remote));
    match order {
        RowOrder::Table => std::cmp::Ordering::Equal,
        RowOrder::Age => age(b).total_cmp(&age(a)).then(ends),
        RowOrder::Queue => queue(b).cmp(&queue(a)).then(ends),
        RowOrder::State => a.row.state.cmp(&b.row.state).then(ends),
        RowOrder::Local => ends,
        RowOrder::Peer => (a.row.remote, a.row.local).cmp(&(b.row.remote, b.row.local)),
    }
}
