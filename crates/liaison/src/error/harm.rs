//! What can be wrong with the files of a home, each told apart: a clerk does something else about
//! a stick of keys that is gone than about a page that no longer reads.

/// One kind of damage to a home.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Harm {
    /// The keys are there and the database is not.
    #[error("找不到数据文件 station.db")]
    Missing,
    /// It is there and has no byte in it.
    #[error("数据文件 station.db 是空的")]
    Empty,
    /// Its end is gone: it is no whole number of pages, or shorter than it says.
    #[error("数据文件 station.db 不完整，后面的一截不见了")]
    Cut,
    /// Not one page of it opens with this key.
    #[error("数据文件 station.db 和钥匙不是一对：文件换过了，或者开头坏了")]
    Foreign,
    /// So many of its pages do not verify.
    #[error("数据文件 station.db 有 {0} 页读不出来")]
    Pages(u64),
    /// Every page verifies and they do not fit together.
    #[error("数据文件 station.db 里面对不上（{0}）")]
    Structure(String),
    /// Changes that were saved are no longer in it: a `-wal` that was lost, or an older file put back.
    #[error("数据文件 station.db 少了最后 {} 条改动：它只到第 {held} 条，保存过的到第 {known} 条", .known - .held)]
    Behind {
        /// Last place of the journal in the file.
        held: i64,
        /// Last place that was saved.
        known: i64,
    },
    /// The database is there and no key to it.
    #[error("钥匙文件夹 keys 不见了，数据文件还在")]
    NoKeys,
    /// Only the recovery phrase's slot is left.
    #[error("密码的钥匙文件不见了")]
    NoSlots,
    /// A slot does not read.
    #[error("{0}的钥匙文件坏了，打不开")]
    TornSlot(&'static str),
}

impl Harm {
    /// How the data is.
    pub fn data(&self) -> &'static str {
        match self {
            Self::Missing | Self::Empty => "备份里的记录没有动。",
            Self::Cut | Self::Foreign | Self::Pages(_) | Self::Structure(_) => "程序没有再往里写任何东西，读得出的记录都能救回来。",
            Self::Behind { .. } => "文件里有的记录都是好的，程序没有再往里写任何东西。",
            Self::NoKeys => "记录没有动，只是现在打不开。",
            Self::NoSlots | Self::TornSlot(_) => "记录都是好的，没有动。",
        }
    }

    /// What to do now.
    pub fn next(&self) -> &'static str {
        match self {
            Self::NoSlots | Self::TornSlot("密码") => "请按“忘记密码”，用恢复码进入；别的人员可以用自己的密码。",
            Self::TornSlot(_) => "请用密码进入，再到“设置 → 恢复码”重新做一组。",
            Self::NoKeys => "请按“恢复数据”，用最近的备份恢复；备份里有钥匙。",
            _ => "请不要再复制或改动这个文件夹，按“恢复数据”，一步一步恢复。",
        }
    }

    /// What the window goes by: a slot by the phrase or another password, all else by the recovery page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSlots | Self::TornSlot(_) => "slot",
            Self::Behind { .. } => "behind",
            _ => "damaged",
        }
    }
}
