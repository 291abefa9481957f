//! The last socket, held until it is known whether the next line says more about it.

use lastack_model::{OwnerText, SocketRow};

use crate::dialect::Columns;

/// A row without borrowed text. The buffer of the name is used again for every row.
#[derive(Debug, Default)]
pub(crate) struct Held {
    row: Option<(usize, SocketRow<'static>)>,
    owner: Option<(u32, bool)>,
    name: String,
}

impl Held {
    /// Holds a row of the dialect with this index.
    pub(crate) fn put(&mut self, index: usize, row: &SocketRow<'_>) {
        self.owner = row.owner.map(|owner| (owner.pid, owner.name.is_some()));
        if let Some(name) = row.owner.and_then(|owner| owner.name) {
            self.name.clear();
            self.name.push_str(name);
        }
        self.row = Some((index, SocketRow { owner: None, ..*row }));
    }

    /// Nothing is held.
    pub(crate) fn is_empty(&self) -> bool {
        self.row.is_none()
    }

    /// Gives the row back, and the index of its dialect.
    pub(crate) fn take(&mut self) -> Option<(usize, SocketRow<'_>)> {
        let (index, row) = self.row.take()?;
        let name = |named: bool| named.then_some(self.name.as_str());
        let owner = self.owner.map(|(pid, named)| OwnerText { pid, name: name(named) });
        Some((index, SocketRow { owner, ..row }))
    }

    /// Reads more columns into the row, where one of this dialect is held.
    pub(crate) fn add(&mut self, index: usize, columns: Columns, text: &str) {
        let Some((of, row)) = self.row.filter(|(of, _)| *of == index) else { return };
        let mut row: SocketRow<'_> = row;
        columns(&mut row, text);
        match row.owner {
            Some(_) => self.put(of, &row),
            None => self.row = Some((of, SocketRow { owner: None, ..row })),
        }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        self.name.capacity()
    }
}
