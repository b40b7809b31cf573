//! Everything that can go wrong, each with the three sentences a clerk needs:
//! what happened, how her data is, and what to do now.
//!
//! Lowest room of the crate: it knows no other. `code` exists for the few screens
//! that must tell one trouble from another; people never see it.

mod harm;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::harm::Harm;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One remark about one field of a draft: shown at that field, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Remark {
    /// The field's key in FIELDS; empty when the remark is about the whole draft.
    pub field: String,
    /// The sentence, in Chinese.
    pub says: String,
}

impl Remark {
    /// A remark about `field`.
    pub fn new(field: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            says: says.into(),
        }
    }
}

/// What a host shows for any failure: plain words, never a bare code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trouble {
    /// Stable name for the few screens that branch on it.
    pub code: String,
    /// 发生了什么
    pub what: String,
    /// 您的数据怎样
    pub data: String,
    /// 现在怎么办
    pub next: String,
    /// Field remarks, when a draft was refused.
    pub remarks: Vec<Remark>,
}

/// All failures of the crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A draft was refused; every remark at once.
    #[error("{}", .0.iter().map(|r| r.says.as_str()).collect::<Vec<_>>().join("；"))]
    Draft(Vec<Remark>),
    /// The record is not there.
    #[error("找不到这条{0}，可能已经删除")]
    NotFound(&'static str),
    /// Someone (or another window) saved a newer version in between.
    #[error("这条{0}在您打开之后又被改过")]
    Changed(&'static str),
    /// The record is still referred to.
    #[error("{0}")]
    InUse(String),
    /// A move the life of a matter does not have.
    #[error("{0}")]
    IllegalMove(String),
    /// Nobody is signed in.
    #[error("还没有输入密码")]
    Locked,
    /// The role may not do this.
    #[error("{0}")]
    NotAllowed(String),
    /// No station has been set up in this folder.
    #[error("这里还没有建站")]
    NotSetUp,
    /// A station is already there.
    #[error("这里已经建过站了")]
    AlreadySetUp,
    /// No key slot opens with this password.
    #[error("密码不对")]
    WrongPassword,
    /// The database was written by a newer program.
    #[error("这份数据是更新版本的程序写的（数据版本 {found}，本程序只认得到 {known}）")]
    NewerDatabase {
        /// `user_version` found.
        found: i64,
        /// Highest this program knows.
        known: i64,
    },
    /// The database does not verify.
    #[error("数据文件有损坏：{0}")]
    Damaged(String),
    /// The files of this home are damaged; the recovery page can help.
    #[error("{0}")]
    Harmed(Harm),
    /// Another copy of the program holds this folder.
    #[error("程序已经打开了一个，正在使用这份数据")]
    SecondCopy,
    /// No space left.
    #[error("磁盘满了：{}", .0.display())]
    DiskFull(PathBuf),
    /// The folder can't be written.
    #[error("这个文件夹不能写入：{}", .0.display())]
    ReadOnly(PathBuf),
    /// The target is open elsewhere.
    #[error("文件正被别的程序打开：{}", .0.display())]
    FileBusy(PathBuf),
    /// A file is over its cap.
    #[error("“{name}”有 {size_mb} MB，超过每个附件 {cap_mb} MB 的上限")]
    TooLarge {
        /// The file's name.
        name: String,
        /// Its size, MB rounded up.
        size_mb: u64,
        /// The cap, MB.
        cap_mb: u64,
    },
    /// The clerk cancelled long work.
    #[error("已经取消")]
    Cancelled,
    /// A roster, key or bundle did not verify; the sentence says which check failed.
    #[error("{0}")]
    Untrusted(String),
    /// A form of the office's own can't be used; the sentence says why.
    #[error("{0}")]
    Template(String),
    /// A bundle can't be made yet.
    #[error("{0}")]
    NotReady(String),
    /// The shared folder on the network can't be used now; the sentence says why.
    #[error("{0}")]
    Route(String),
    /// A command this contract does not have.
    #[error("没有“{0}”这个命令")]
    UnknownCommand(String),
    /// A window's question names a path it was not offered.
    #[error("这个位置不在可选的位置里：{0}")]
    OutOfReach(String),
    /// A question that does not have the command's shape.
    #[error("命令的内容不对：{0}")]
    BadQuestion(String),
    /// Any other trouble with a file.
    #[error("读写文件出错：{}（{}）", .path.display(), said(.source))]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A form can't be laid out: the program's own fault.
    #[error("打印页排不出来：{0}")]
    Layout(String),
    /// Any other trouble of the store.
    #[error("数据库出错：{0}")]
    Store(String),
}

impl Error {
    /// Names an I/O error by what a clerk can do about it.
    pub fn file(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let path = path.as_ref().to_path_buf();
        match source.kind() {
            K::StorageFull | K::QuotaExceeded => Self::DiskFull(path),
            K::ReadOnlyFilesystem | K::PermissionDenied => Self::ReadOnly(path),
            K::ResourceBusy | K::ExecutableFileBusy => Self::FileBusy(path),
            // Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
            _ if matches!(source.raw_os_error(), Some(32 | 33)) && cfg!(windows) => Self::FileBusy(path),
            _ => Self::File { path, source },
        }
    }

    /// A question that could not be decoded.
    pub fn question(error: &serde_json::Error) -> Self {
        Self::BadQuestion(error.to_string())
    }

    /// Stable name, for screens that branch on it and for tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::NotFound(_) => "not_found",
            Self::Changed(_) => "changed",
            Self::InUse(_) => "in_use",
            Self::IllegalMove(_) => "illegal_move",
            Self::Locked => "locked",
            Self::NotAllowed(_) => "not_allowed",
            Self::NotSetUp => "not_set_up",
            Self::AlreadySetUp => "already_set_up",
            Self::WrongPassword => "wrong_password",
            Self::NewerDatabase { .. } => "newer_database",
            Self::Damaged(_) => "damaged",
            Self::Harmed(harm) => harm.code(),
            Self::SecondCopy => "second_copy",
            Self::DiskFull(_) => "disk_full",
            Self::ReadOnly(_) => "read_only",
            Self::FileBusy(_) => "file_busy",
            Self::TooLarge { .. } => "too_large",
            Self::Cancelled => "cancelled",
            Self::Untrusted(_) => "untrusted",
            Self::Template(_) => "template",
            Self::NotReady(_) => "not_ready",
            Self::Route(_) => "route",
            Self::UnknownCommand(_) => "unknown_command",
            Self::OutOfReach(_) => "out_of_reach",
            Self::BadQuestion(_) => "bad_question",
            Self::File { .. } => "file",
            Self::Layout(_) => "layout",
            Self::Store(_) => "store",
        }
    }

    /// What to do now.
    pub fn next(&self) -> &'static str {
        match self {
            Self::Draft(_) => "请改好标出的地方，再保存一次。",
            Self::NotFound(_) => "请回到列表刷新；如果是误删，可到“回收站”找回。",
            Self::Changed(_) => "请先看一下新的内容，再决定是否修改。",
            Self::InUse(_) => "请先删掉或改掉引用它的那几条（就列在这一页下面），再删这一条。",
            Self::IllegalMove(_) => "请按这件事现在能走的步骤办理。",
            Self::Locked => "请输入密码后再继续。",
            Self::NotAllowed(_) => "请换有权限的人员登录。",
            Self::NotSetUp => "请先填写站点信息建站。",
            Self::AlreadySetUp => "请直接输入密码进入；要另建一站请换一个文件夹。",
            Self::WrongPassword => "请看看大小写和输入法，再输一次；忘了密码可用恢复码。",
            Self::NewerDatabase { .. } => "请换用新版本的程序打开。",
            Self::Damaged(_) => "请不要再录入；关闭程序重新打开，按“恢复数据”，用最近的备份恢复。",
            Self::Harmed(harm) => harm.next(),
            Self::SecondCopy => "请切换到已经打开的那个窗口。",
            Self::DiskFull(_) => "请清出一些空间，或换一个位置，再试一次。",
            Self::ReadOnly(_) => "请换一个文件夹，或看看U盘上的写保护开关。",
            Self::FileBusy(_) => "请关掉打开着它的 Excel 或 WPS 窗口，再试一次。",
            Self::TooLarge { .. } => "请把照片缩小，或把文件分成几个再添加。",
            Self::Cancelled => "需要时再做一次即可。",
            Self::Untrusted(_) => "请不要使用这个文件，请给您文件的单位重新做一份。",
            Self::Template(_) => "请用 Excel 或 WPS 打开改好，另存为 .xlsx，再选一次。",
            Self::NotReady(_) => "请按提示补齐后再试。",
            Self::Route(_) => "网络好了可以再试；着急的话，照旧装包用U盘交。",
            Self::UnknownCommand(_) | Self::BadQuestion(_) | Self::Layout(_) => "请关闭程序重新打开；仍不行请把这句话抄给县里的维护人员。",
            Self::OutOfReach(_) => "请插好U盘，在列出的位置里选一个。",
            Self::File { .. } => "请检查这个位置还在不在（U盘是否拔出），再试一次。",
            Self::Store(_) => "请关闭程序重新打开；仍不行请把这句话抄给县里的维护人员。",
        }
    }

    /// How her data is.
    pub fn data(&self) -> &'static str {
        match self {
            Self::Draft(_) => "您填的内容都还在。",
            Self::Damaged(_) => "程序没有再往里写任何东西。",
            Self::Harmed(harm) => harm.data(),
            Self::Cancelled => "没有留下半个文件，记录没有变化。",
            Self::Changed(_) => "您填的内容还在，没有覆盖别人的修改。",
            _ => "已经保存的记录都没有动。",
        }
    }

    /// The wire form.
    pub fn trouble(&self) -> Trouble {
        Trouble {
            code: self.code().into(),
            what: format!("{self}。"),
            data: self.data().into(),
            next: self.next().into(),
            remarks: if let Self::Draft(remarks) = self { remarks.clone() } else { Vec::new() },
        }
    }
}

/// What the system said of a file, as people say it; what has no words keeps its number, for whoever
/// is asked for help.
fn said(source: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    let words = match source.kind() {
        K::NotFound => "没有这个文件或文件夹",
        K::AlreadyExists => "那里已经有同名的文件或文件夹",
        K::NotADirectory => "路径里有一段不是文件夹",
        K::IsADirectory => "那是一个文件夹，不是文件",
        K::UnexpectedEof => "没有读完就到头了，文件不完整",
        K::InvalidFilename => "这个名称不能用作文件名",
        K::FileTooLarge => "这个盘放不下这么大的一个文件",
        K::Deadlock | K::TimedOut => "等了很久没有回音",
        _ => match source.raw_os_error() {
            Some(number) => return format!("系统读写不成，错误号 {number}"),
            None => return source.to_string(),
        },
    };
    words.to_owned()
}
