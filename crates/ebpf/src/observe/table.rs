//! The TCP table by the kernel's iterator, for a process that keeps the program loaded (table.bpf.c).
//!
//! It tells what sock_diag cannot: whose bind bucket connect() may share, and which TIME_WAIT rows had timestamps.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod record;

use std::fmt;

use lastack_model::{Address, AgeBins, Family, PortSet, SocketRow};

use crate::Refusal;

/// What a reading must know beforehand.
#[derive(Clone, Copy, Debug)]
pub struct TableWish<'a> {
    /// Ports that connect() may choose: range without reserved ones; `None` where the range is not known
    pub usable: Option<&'a PortSet>,
    /// The ephemeral range, both ends included
    pub ephemeral: (u16, u16),
    /// TIME_WAIT younger than this cannot be reused, in ms
    pub reuse_delay_ms: u32,
    /// Life of a TIME_WAIT row in ms
    pub lifetime_ms: u32,
    /// What comes row by row
    pub rows: TableRows,
    /// What is told of each row
    pub depth: TableDepth,
}

/// What is told of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableDepth {
    /// What a census needs: whether a port is shareable is told of listeners alone, timestamps of full sockets alone
    Census,
    /// Bind buckets and timestamps too. They stand in two lines of memory more for each row, which are in no cache
    Ports,
}

/// What comes row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableRows {
    /// Every row
    All,
    /// All but TIME_WAIT rows that the kernel has summed by group. Of the rows of a destination the first ones come
    /// too, since directions are told by rows
    Unsummed,
}

/// What the kernel summed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableSums {
    /// TIME_WAIT rows by destination, or by listener and peer
    pub groups: Vec<RowGroup>,
    /// Local ports of the summed outbound rows
    pub outbound: PortSet,
    /// Local ports with rows from one address to two remote ends, those of rows that came by themselves included
    pub shared: PortSet,
    /// Local ports whose bind bucket was made by bind(): connect() passes over them. For [`TableDepth::Census`] those of
    /// listeners alone
    pub bound: PortSet,
    /// How often the kernel broke off after a million rows that gave no record, and went on when it was asked again
    pub pauses: u32,
    /// Rows and listeners that did not fit into the kernel's tables: where it is not 0, the whole reading is of no use
    pub lost: u64,
}

/// TIME_WAIT rows that are alike but for their ports and ages.
#[derive(Clone, Debug, PartialEq)]
pub struct RowGroup {
    /// A listener takes connections at their local end
    pub inbound: bool,
    /// Family of the sockets
    pub family: Family,
    /// Interface index that the sockets are bound to; 0 for none
    pub device: u32,
    /// Our address
    pub local: Address,
    /// The other end's
    pub remote: Address,
    /// The local port of inbound rows, else the remote one
    pub port: u16,
    /// How many
    pub rows: u32,
    /// By age; those that are overdue are in no bin
    pub ages: AgeBins,
    /// With their timer at 0
    pub overdue: u32,
    /// Whose local port connect() may choose
    pub taken: u32,
    /// Of `taken`, older than the reuse delay
    pub taken_past_delay: u32,
    /// Of `taken_past_delay`, with timestamps of both ends; `None` for [`TableDepth::Census`]
    pub taken_reusable: Option<u32>,
    /// Whose socket did not set SO_REUSEADDR
    pub without_reuse: u32,
}

/// The program, loaded. It goes with this value, and with the process.
pub struct Table {
    #[cfg(target_os = "linux")]
    loaded: linux::Loaded,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").finish_non_exhaustive()
    }
}

/// A walk over the table of one namespace, not begun yet.
#[derive(Debug)]
pub struct TableWalk {
    #[cfg(target_os = "linux")]
    file: std::fs::File,
}

impl Table {
    /// Loads the program: some 20 ms, most of it for finding the kernel's fields.
    ///
    /// # Errors
    /// [`Refusal`]: what the system lacks.
    #[cfg(target_os = "linux")]
    pub fn load() -> Result<Self, Refusal> {
        Ok(Table { loaded: linux::Loaded::load()? })
    }

    /// A walk over the table of the namespace that the calling thread is in.
    ///
    /// # Errors
    /// [`Refusal::System`]
    #[cfg(target_os = "linux")]
    pub fn open(&mut self) -> Result<TableWalk, Refusal> {
        Ok(TableWalk { file: self.loaded.open()? })
    }

    /// Walks to the end. Rows come as they stand in the kernel's table, LISTEN rows first. A row's `cookie` is 0 where
    /// nobody has asked for it, and full sockets have no timer here.
    ///
    /// # Errors
    /// [`Refusal::System`] where the kernel breaks off.
    #[cfg(target_os = "linux")]
    pub fn read(
        &mut self,
        walk: TableWalk,
        wish: &TableWish<'_>,
        row: &mut dyn FnMut(&SocketRow<'_>),
    ) -> Result<TableSums, Refusal> {
        self.loaded.read(walk.file, wish, row)
    }

    /// Not on this system.
    ///
    /// # Errors
    /// [`Refusal::NotHere`]
    #[cfg(not(target_os = "linux"))]
    pub fn load() -> Result<Self, Refusal> {
        Err(Refusal::NotHere)
    }

    /// Not on this system.
    ///
    /// # Errors
    /// [`Refusal::NotHere`]
    #[cfg(not(target_os = "linux"))]
    pub fn open(&mut self) -> Result<TableWalk, Refusal> {
        Err(Refusal::NotHere)
    }

    /// Not on this system.
    ///
    /// # Errors
    /// [`Refusal::NotHere`]
    #[cfg(not(target_os = "linux"))]
    pub fn read(
        &mut self,
        _walk: TableWalk,
        _wish: &TableWish<'_>,
        _row: &mut dyn FnMut(&SocketRow<'_>),
    ) -> Result<TableSums, Refusal> {
        Err(Refusal::NotHere)
    }
}
