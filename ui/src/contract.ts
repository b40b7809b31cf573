// Written from crates/liaison/src/contract.rs by `./dev contract`; do not edit.
/* eslint-disable */

/**
 * One activity of the station or of a group.
 */
export type Activity = { 
/**
 * 活动名称
 */
name: string, 
/**
 * 类型
 */
kind: string, 
/**
 * 日期
 */
date: string, 
/**
 * 地点
 */
place: string, 
/**
 * 组织
 */
organiser: string, 
/**
 * 代表小组
 */
group: string, 
/**
 * 参加代表
 */
deputies: Array<string>, 
/**
 * 应到
 */
expected: number | null, 
/**
 * 实到
 */
present: number | null, 
/**
 * 活动内容
 */
content: string, 
/**
 * 现场解决问题数
 */
solved: number | null, 
/**
 * 交办件数
 */
referred: number | null, 
/**
 * 行动季节
 */
season: string, 
/**
 * 季度主题
 */
theme: string, 
/**
 * 民生实事项目
 */
project: string, 
/**
 * 一厅两会步骤
 */
step: string, 
/**
 * 上一步活动
 */
previous: string, 
/**
 * 联动单位
 */
partners: string, 
/**
 * 主持人
 */
host: string, 
/**
 * 请假及原因
 */
absent: string, 
/**
 * 列席人员
 */
observers: string, 
/**
 * 结束日期
 */
ended_on: string, 
/**
 * 学时
 */
hours: number | null, 
/**
 * 记录人
 */
recorder: string, 
/**
 * 备注
 */
note: string, 
/**
 * 授课人
 */
lecturer: string, };

/**
 * One span of ages.
 */
export type AgeBand = { 
/**
 * 30天以内
 */
word: string, 
/**
 * Raised from here to there.
 */
raised: Period, };

/**
 * Matters of one state.
 */
export type AgeLine = { 
/**
 * The state's code.
 */
state: string, 
/**
 * What people call it.
 */
word: string, 
/**
 * 件, one a band.
 */
counts: Array<number>, };

/**
 * How long matters that are not closed have been with the office, as of today.
 */
export type Ages = { 
/**
 * Youngest first.
 */
bands: Array<AgeBand>, 
/**
 * In the order of a matter's life.
 */
lines: Array<AgeLine>, };

/**
 * Whose matters.
 */
export type AgesAsk = { 
/**
 * Codes; empty for all.
 */
stations: Array<string>, };

/**
 * Gives deputies to a member, or to none.
 */
export type AssignAsk = { 
/**
 * The member's record; "" takes the deputies from whoever has them.
 */
member: string, 
/**
 * Deputy records; every record of the same person comes along.
 */
deputies: Array<string>, };

/**
 * Members, deputies and the links between them.
 */
export type Assigning = { 
/**
 * The year the contacts are of.
 */
year: number, 
/**
 * Every member, by pinyin.
 */
members: Array<MemberLine>, 
/**
 * Every serving deputy, by pinyin.
 */
deputies: Array<LinkLine>, };

/**
 * A file to add to a record.
 */
export type AttachAsk = { 
/**
 * Which kind of record.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * The file's own name.
 */
name: string, 
/**
 * Its bytes, base64.
 */
base64: string, };

/**
 * An attachment, without its bytes.
 */
export type Attachment = { 
/**
 * Its id.
 */
id: string, 
/**
 * SHA-256 of its bytes, hex.
 */
sha256: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * image/jpeg, image/png, application/pdf …
 */
media: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * RFC 3339.
 */
made_at: string, };

/**
 * An attachment with its bytes.
 */
export type AttachmentBytes = { 
/**
 * The file's name.
 */
name: string, 
/**
 * Its media type.
 */
media: string, 
/**
 * Its bytes, base64.
 */
base64: string, };

/**
 * What the check found.
 */
export type Audit = { 
/**
 * No trouble at all.
 */
sound: boolean, 
/**
 * What was wrong, in sentences.
 */
troubles: Array<string>, 
/**
 * What was lawfully taken out, in sentences: no trouble.
 */
notes: Array<string>, 
/**
 * Records counted, by what they are called.
 */
records: Array<[string, number]>, 
/**
 * Journal rows checked.
 */
journal: number, 
/**
 * Attachments whose bytes were compared with their digests.
 */
attachments: number, };

/**
 * What figures are told apart by.
 */
export type Axis = "station" | "home" | "level" | "kind" | "season" | "theme" | "category" | "unit" | "month" | "quarter" | "year";

/**
 * Asks for a backup.
 */
export type BackupAsk = { 
/**
 * Folder or stick; "" is the usual place, where old ones are thinned out.
 */
folder: string, };

/**
 * A drill as it ended.
 */
export type BackupDrill = { 
/**
 * RFC 3339.
 */
at: string, 
/**
 * Name of the backup's file.
 */
name: string, 
/**
 * It can be relied on.
 */
passed: boolean, 
/**
 * In a sentence.
 */
says: string, 
/**
 * What was wrong.
 */
troubles: Array<string>, };

/**
 * Names a backup's file.
 */
export type BackupFile = { 
/**
 * Full path.
 */
path: string, };

/**
 * One backup at the usual place.
 */
export type BackupLine = { 
/**
 * Full path.
 */
path: string, 
/**
 * 2024-06-03 09:00:00, by the name of the file.
 */
made_at: string, 
/**
 * Bytes.
 */
size: number, };

/**
 * What a backup says it holds; counts and a code, nothing personal.
 */
export type BackupLook = { 
/**
 * Always `liaison-backup/1`.
 */
format: string, 
/**
 * Version of the program that made it.
 */
program: string, 
/**
 * Version of the tables.
 */
schema: number, 
/**
 * Station code.
 */
station: string, 
/**
 * RFC 3339.
 */
made_at: string, 
/**
 * Records.
 */
records: number, 
/**
 * Last place of the journal.
 */
journal: number, };

/**
 * A backup made and read back.
 */
export type BackupMade = { 
/**
 * Full path.
 */
path: string, 
/**
 * RFC 3339.
 */
made_at: string, 
/**
 * Records in it.
 */
records: number, 
/**
 * Bytes.
 */
size: number, 
/**
 * The folder's entry is on the medium too.
 */
safe_to_pull: boolean, };

/**
 * How backups stand.
 */
export type Backups = { 
/**
 * The usual folder.
 */
folder: string, 
/**
 * What lies there, newest first.
 */
lines: Array<BackupLine>, 
/**
 * RFC 3339 of the last one made here, wherever it went; or "".
 */
made_at: string, 
/**
 * Something was changed since.
 */
changed: boolean, 
/**
 * Today's is still to be made.
 */
due: boolean, 
/**
 * The last is older than three days, and something was changed since.
 */
late: boolean, 
/**
 * The last drill.
 */
drill: BackupDrill | null, 
/**
 * None passed for more than 90 days.
 */
drill_due: boolean, 
/**
 * Bytes left where records and backups lie, once they are too few to work on safely.
 */
tight: number | null, };

/**
 * Old backups taken away.
 */
export type BackupsRenewed = { 
/**
 * Full path of the new one.
 */
path: string, 
/**
 * How many old ones are gone.
 */
gone: number, 
/**
 * How many could not be removed: in use, or the folder is read-only.
 */
left: number, };

/**
 * One title.
 */
export type Book = { 
/**
 * 书名
 */
name: string, 
/**
 * 编著者或出版社
 */
maker: string, 
/**
 * 备注
 */
note: string, 
/**
 * 库存
 */
stock: number | null, };

/**
 * Copies of one title received or handed out.
 */
export type BookMove = { 
/**
 * 书名
 */
book: string, 
/**
 * 入库或发放
 */
kind: string, 
/**
 * 日期
 */
date: string, 
/**
 * 领书代表
 */
deputies: Array<string>, 
/**
 * 册数
 */
count: number | null, 
/**
 * 学习培训
 */
activity: string, 
/**
 * 来源
 */
source: string, 
/**
 * 经手人
 */
recorder: string, 
/**
 * 备注
 */
note: string, };

/**
 * What a bundle brought.
 */
export type Brought = { 
/**
 * Records in it.
 */
records: number, 
/**
 * Of them not known before.
 */
added: number, 
/**
 * Of them newer than what was here.
 */
replaced: number, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Lines of the sender's journal in it.
 */
journal: number, 
/**
 * Lines not taken in.
 */
refused: number, };

/**
 * Names a bundle.
 */
export type BundleAsk = { 
/**
 * Its file's name: numbers begin anew in each epoch.
 */
name: string, };

/**
 * One bundle in the list.
 */
export type BundleLine = { 
/**
 * JS-017_e3f9_000042.rdz
 */
name: string, 
/**
 * Its number in the epoch.
 */
seq: number, 
/**
 * RFC 3339.
 */
made_at: string, 
/**
 * Records in it.
 */
records: number, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Bytes of the file.
 */
size: number, 
/**
 * The whole station, not only what is new.
 */
full: boolean, 
/**
 * written 已写盘, handed 已交出, received 县已收, filed 已入库, partly 部分未收.
 */
state: string, 
/**
 * Where it was written: the folder's label.
 */
place: string, 
/**
 * Number of the first part, where it is one of several that only count together; else its own.
 */
first_part: number, 
/**
 * The next number goes on with it.
 */
more: boolean, };

/**
 * The chapters after 基本情况, in the order of the paper file.
 */
export type Chapter = "meetings" | "inspections" | "studies" | "activities" | "proposals" | "reports" | "honours";

/**
 * A draft to check.
 */
export type CheckAsk = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * Field values as typed.
 */
values: Record<string, unknown>, };

/**
 * One thing a cell may mean.
 */
export type Choice = { 
/**
 * What is taken when it is picked.
 */
value: string, 
/**
 * What people read.
 */
label: string, };

/**
 * Asks for one more person.
 */
export type ClerkAdd = { 
/**
 * Her name.
 */
name: string, 
/**
 * What she may do.
 */
post: Post, 
/**
 * Her first password; she changes it herself.
 */
password: string, 
/**
 * The password of whoever adds her.
 */
own: string, };

/**
 * Someone who signs in here.
 */
export type ClerkLine = { 
/**
 * Her id.
 */
id: string, 
/**
 * Her name.
 */
name: string, 
/**
 * What she may do.
 */
post: Post, 
/**
 * She is the one signed in.
 */
own: boolean, };

/**
 * Gives someone another post.
 */
export type ClerkPost = { 
/**
 * Her id.
 */
id: string, 
/**
 * What she may do from now on.
 */
post: Post, };

/**
 * A year whose rules are pinned.
 */
export type ClosedYear = { 
/**
 * The year.
 */
year: number, 
/**
 * YYYY-MM-DD when it was closed.
 */
on: string, 
/**
 * By whom.
 */
clerk: string, 
/**
 * The schemes it was counted by.
 */
sets: Array<RuleSet>, 
/**
 * Deputy and level → points on that day; corrections made later show beside it.
 */
totals: Record<string, number>, };

/**
 * One contact of a committee member with deputies.
 */
export type Contact = { 
/**
 * 日期
 */
date: string, 
/**
 * 委员
 */
member: string, 
/**
 * 代表
 */
deputies: Array<string>, 
/**
 * 方式
 */
way: string, 
/**
 * 地点
 */
place: string, 
/**
 * 内容
 */
content: string, 
/**
 * 代表的意见
 */
opinion: string, 
/**
 * 处理情况
 */
outcome: string, 
/**
 * 记录人
 */
recorder: string, };

/**
 * Where a copy of an attachment was put.
 */
export type Copied = { 
/**
 * Full path of the copy; it is not encrypted.
 */
path: string, };

/**
 * A word and how often.
 */
export type Count = { 
/**
 * What records hold for it: the word itself, a state's code, a month, a deputy's id.
 */
key: string, 
/**
 * The word.
 */
word: string, 
/**
 * How often.
 */
count: number, };

/**
 * A record with what it earned and why.
 */
export type Counted = { 
/**
 * The record.
 */
fact: Fact, 
/**
 * Name of the item; "" when no item counts it.
 */
item: string, 
/**
 * What it earned.
 */
points: Points, 
/**
 * Why that much, in words.
 */
why: string, };

/**
 * A deadline rule. Ends that fall on a day off move to the next working day.
 */
export type Deadline = { 
/**
 * How many.
 */
amount: number, 
/**
 * Of what.
 */
unit: TimeUnit, };

/**
 * A deputy known to the station; one person may hold several levels and sit in several groups.
 */
export type Deputy = { 
/**
 * 姓名
 */
name: string, 
/**
 * 性别
 */
sex: string, 
/**
 * 代表级别
 */
levels: Array<string>, 
/**
 * 电话
 */
phone: string, 
/**
 * 选区
 */
constituency: string, 
/**
 * 工作单位及职务
 */
employer: string, 
/**
 * 届次
 */
term: string, 
/**
 * 状态
 */
status: string, 
/**
 * 代表证号
 */
certificate: string, 
/**
 * 民族
 */
ethnicity: string, 
/**
 * 出生年月
 */
born: string, 
/**
 * 政治面貌
 */
party: string, 
/**
 * 学历
 */
education: string, 
/**
 * 联系的常委会委员
 */
committee_member: string, 
/**
 * 备注
 */
note: string, };

/**
 * A station's record of a deputy, in a few words.
 */
export type DeputyLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * Code of the station that keeps it.
 */
station: string, 
/**
 * 级别
 */
levels: string, 
/**
 * 电话
 */
phone: string, 
/**
 * YYYY-MM
 */
born: string, 
/**
 * 选区
 */
constituency: string, 
/**
 * 工作单位及职务
 */
employer: string, 
/**
 * 代表证号
 */
certificate: string, };

/**
 * The text.
 */
export type Diagnosis = { 
/**
 * To be read, then kept as a file.
 */
text: string, };

/**
 * Asks for a diagnosis to be kept as a file.
 */
export type DiagnosisKeep = { 
/**
 * The text as it was read.
 */
text: string, 
/**
 * Folder; "" is 文档/代表联络站台账.
 */
folder: string, };

/**
 * A deputy's file.
 */
export type Dossier = { 
/**
 * Her record.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * 基本情况: label and what it says, in form order.
 */
facts: Array<[string, string]>, 
/**
 * Her terms, oldest first.
 */
terms: Array<TermSpan>, 
/**
 * The chapters after 基本情况.
 */
chapters: Array<DossierChapter>, 
/**
 * Entries that wait for review.
 */
waiting: number, 
/**
 * Entries that were sent back.
 */
returned: number, };

/**
 * Whose file, of which days.
 */
export type DossierAsk = { 
/**
 * The deputy's record.
 */
deputy: string, 
/**
 * First day; "" for all before.
 */
from: string, 
/**
 * Last day; "" for all after.
 */
to: string, };

/**
 * One chapter.
 */
export type DossierChapter = { 
/**
 * Which.
 */
chapter: Chapter, 
/**
 * 会议
 */
label: string, 
/**
 * Oldest first.
 */
lines: Array<DossierLine>, };

/**
 * One line of a chapter.
 */
export type DossierLine = { 
/**
 * Which kind of record it is.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose record it is.
 */
station: string, 
/**
 * YYYY-MM-DD
 */
date: string, 
/**
 * 走访选民, 视察调研, 述职评议 …
 */
word: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * What it says.
 */
content: string, 
/**
 * Number of the 冲销 that takes it back; "".
 */
reversed_by: string, };

/**
 * A form that has not been saved yet.
 */
export type Draft = { 
/**
 * "" when new; the answer brings its id.
 */
id: string, 
/**
 * Which kind of record.
 */
noun: Noun, 
/**
 * The record being changed, or "".
 */
record: string, 
/**
 * Field values as typed.
 */
values: Record<string, unknown>, 
/**
 * RFC 3339; set by the program.
 */
changed_at: string, };

/**
 * A matter, promise or declared duty on the desk, with the days left (negative: late).
 */
export type DueMatter = { 
/**
 * The record.
 */
matter: Hit, 
/**
 * YYYY-MM-DD, or "".
 */
due_on: string, 
/**
 * Days until the deadline; negative when late.
 */
days_left: number, 
/**
 * "overdue", "soon", "urge", "not_fed_back".
 */
flags: Array<string>, };

/**
 * One entry about one deputy.
 */
export type Duty = { 
/**
 * 代表
 */
deputy: string, 
/**
 * 履职类型
 */
kind: string, 
/**
 * 标题
 */
title: string, 
/**
 * 时间
 */
date: string, 
/**
 * 内容
 */
content: string, 
/**
 * 来源记录编号
 */
source: string, 
/**
 * 备注
 */
note: string, 
/**
 * 审核状态
 */
status: string, 
/**
 * 审核人
 */
reviewer: string, 
/**
 * 审核日期
 */
reviewed_on: string, 
/**
 * 审核意见
 */
opinion: string, };

/**
 * Whether a stick is out.
 */
export type Ejected = { 
/**
 * The system has let go of it.
 */
done: boolean, 
/**
 * That, or how to do it by hand.
 */
says: string, };

/**
 * How large a bundle would be, rather too large than too small.
 */
export type Estimate = { 
/**
 * Bytes in all.
 */
bytes: number, 
/**
 * Attachments in it.
 */
attachments: number, 
/**
 * Numbered files it takes: no file may be larger than 4 GB, as FAT32 wants it too.
 */
files: number, };

/**
 * Asks how large a bundle would be.
 */
export type EstimateAsk = { 
/**
 * Everything, not only what is new since the last receipt.
 */
full: boolean, };

/**
 * The evaluation of a period.
 */
export type Evaluation = { 
/**
 * Units by name; it is no ranking.
 */
units: Array<UnitMark>, 
/**
 * The weights used.
 */
weights: Weights, 
/**
 * How each number is counted, in sentences.
 */
explains: Array<string>, };

/**
 * Which period, by which weights.
 */
export type EvaluationAsk = { 
/**
 * First day of first referral, YYYY-MM-DD.
 */
from: string, 
/**
 * Last day of it.
 */
to: string, 
/**
 * Weights to try; null takes the kept ones.
 */
weights: Weights | null, };

/**
 * Asks which matters a number counts.
 */
export type EvaluationOpen = { 
/**
 * 承办单位
 */
unit: string, 
/**
 * First day.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * received, on_time, late, pending, dropped, a, b, c, d, redone, kept.
 */
figure: string, };

/**
 * Asks for the evaluation as a workbook.
 */
export type EvaluationWrite = { 
/**
 * First day.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * Folder; "" is 文档/代表联络站台账/台账.
 */
folder: string, };

/**
 * One record as the rules see it.
 */
export type Fact = { 
/**
 * Which kind of record.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose it is.
 */
station: string, 
/**
 * YYYY-MM-DD
 */
date: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * What rules name it by.
 */
source: string, 
/**
 * Number of the 冲销 that takes it back; "".
 */
reversed_by: string, };

/**
 * What becomes of a line.
 */
export type Fate = "ready" | "empty" | "wrong";

/**
 * One field of a noun.
 */
export type Field = { 
/**
 * Name in code, in JSON and in the database.
 */
key: string, 
/**
 * What people call it, as on the paper form.
 */
label: string, 
/**
 * What it holds.
 */
kind: Kind, 
/**
 * Must be filled.
 */
required: boolean, 
/**
 * Longest text, in characters.
 */
max: number, 
/**
 * Folded under 更多 in forms.
 */
more: boolean, 
/**
 * A column of the list.
 */
listed: boolean, 
/**
 * Lists may be sorted by it; large tables have an index for it.
 */
sorted: boolean, 
/**
 * Goes into the search text.
 */
searched: boolean, 
/**
 * Personal: masked wherever lists are made public, and hidden with 保密.
 */
personal: boolean, 
/**
 * Set by moves and rules, never by a draft.
 */
derived: boolean, 
/**
 * For the program alone: no page, list or history shows it.
 */
inner: boolean, 
/**
 * A grey line under the field.
 */
hint: string, };

/**
 * One column of figures.
 */
export type FigureColumn = { 
/**
 * Its name in code; a list cut to `counted` this shows the records behind it.
 */
key: string, 
/**
 * What people call it.
 */
label: string, 
/**
 * 件, 次, 人次, 人, 批次, 个, %.
 */
unit: string, 
/**
 * What a list is cut to, to show the records behind it; a rate is taken from more than itself.
 */
opens: string, 
/**
 * The lists those records are in.
 */
nouns: Array<Noun>, };

/**
 * Figures of one station, month, category …
 */
export type FigureLine = { 
/**
 * A station's code, a home's name, 2024-03, 2024-1, 2024, or the word itself.
 */
key: string, 
/**
 * What people call it; "" where the records say nothing.
 */
word: string, 
/**
 * In the order of the columns; null for a rate of nothing.
 */
cells: Array<number | null>, };

/**
 * Figures of a period told apart by one thing.
 */
export type FigureTable = { 
/**
 * What the lines are: 联络站, 月份.
 */
head: string, 
/**
 * What is counted.
 */
columns: Array<FigureColumn>, 
/**
 * One line each.
 */
lines: Array<FigureLine>, 
/**
 * All records once, also those that stand in two lines.
 */
total: Array<number | null>, };

/**
 * The figures of a period.
 */
export type Figures = { 
/**
 * 活动次数（次）
 */
activities: number, 
/**
 * By kind.
 */
activities_by_kind: Array<Count>, 
/**
 * By month, YYYY-MM.
 */
activities_by_month: Array<Count>, 
/**
 * 现场解决数（个）: solved at activities, matters closed on the spot, visits answered on the spot; none twice.
 */
solved_on_site: number, 
/**
 * 交办件数（件）: matters of the period that were referred to a unit.
 */
referred: number, 
/**
 * 其中已办结（件）: closed by the last day of the period.
 */
referred_closed: number, 
/**
 * 办结率 in per cent, one decimal; null when nothing was referred.
 */
closed_rate: number | null, 
/**
 * 满意率 of voters over matters raised in the period, in per cent; unreturned ratings stay out; null when nobody rated.
 */
satisfied_rate: number | null, 
/**
 * 满意和基本满意率 in per cent; null when nobody rated.
 */
satisfied_or_basic_rate: number | null, 
/**
 * 意见建议（件）
 */
matters: number, 
/**
 * By state word.
 */
matters_by_state: Array<Count>, 
/**
 * By category.
 */
matters_by_category: Array<Count>, 
/**
 * By month, YYYY-MM.
 */
matters_by_month: Array<Count>, 
/**
 * 接待日（次）
 */
reception_days: number, 
/**
 * 接待批次（批次）
 */
visit_batches: number, 
/**
 * 接待人次（人次）
 */
visit_people: number, 
/**
 * 走访（次）
 */
home_visits: number, 
/**
 * 培训（次）
 */
trainings: number, 
/**
 * 培训人次（人次）
 */
training_people: number, 
/**
 * 培训学时
 */
training_hours: number, 
/**
 * 发放学习用书（册）
 */
books: number, 
/**
 * 述职（人）: deputies who reported to their voters, each once.
 */
reported: number, 
/**
 * 述职率 of the deputies serving now, in per cent; null when there are none.
 */
reported_rate: number | null, 
/**
 * 宣传报道（篇）
 */
publicity: number, 
/**
 * 身边榜样（个）
 */
models: number, 
/**
 * 代表小组（个）
 */
groups: number, 
/**
 * 在任代表（人）
 */
deputies: number, 
/**
 * Deputy and number of days she came to the station (次), by pinyin; serving ones without any included.
 */
deputies_at_station: Array<Count>, };

/**
 * What a list is cut down to. Every part narrows; empty parts do nothing.
 */
export type Filter = { 
/**
 * A few characters, initials or part of a phone number.
 */
text: string, 
/**
 * First day, YYYY-MM-DD.
 */
from: string, 
/**
 * Last day, YYYY-MM-DD.
 */
to: string, 
/**
 * Field key → any of these values.
 */
equal: Record<string, string[]>, 
/**
 * Refers to this record (a deputy's visits, a day's visits).
 */
about: string, 
/**
 * Written by any of these stations, by code; at the county.
 */
stations: Array<string>, 
/**
 * Refers to a deputy of any of these levels.
 */
levels: Array<string>, 
/**
 * Counted in this figure; first and last day are then those of what it counts.
 */
counted: string, 
/**
 * Day by which it must be closed to be counted so; the last day when blank.
 */
cutoff: string, 
/**
 * Day from which a person is counted once; the first day when blank.
 */
since: string, 
/**
 * Matters: "open", "overdue", "soon", "urge", "not_fed_back"; promises: "open", "overdue", "soon", "due" (both).
 */
flag: string, };

/**
 * Asks the search box.
 */
export type FindAsk = { 
/**
 * What was typed.
 */
text: string, 
/**
 * How many hits at most.
 */
limit: number, };

/**
 * What to print.
 */
export type FormAsk = { 
/**
 * Key of the form.
 */
form: string, 
/**
 * Whose kind the records are; of a form for one kind alone, nothing need be said.
 */
noun: Noun | null, 
/**
 * The records, a page or more each; empty for one to be filled by pen. Of `receipt`: codes of stations.
 */
ids: Array<string>, 
/**
 * Empty lines or copies; without it, the form's own number.
 */
rows: number | null, 
/**
 * For a PDF: the folder; "" is 文档/代表联络站台账/打印.
 */
folder: string, };

/**
 * One form there is.
 */
export type FormKind = { 
/**
 * Name in code.
 */
key: string, 
/**
 * 接待登记表
 */
label: string, 
/**
 * What it is for, in a line.
 */
about: string, 
/**
 * Whose records it is filled from.
 */
nouns: Array<Noun>, 
/**
 * It can be filled from a record.
 */
filled: boolean, 
/**
 * It can be printed empty.
 */
blank: boolean, 
/**
 * Empty lines or copies it has unless told otherwise; 0 where it has none.
 */
rows: number, 
/**
 * What `rows` counts: 空行.
 */
rows_are: string, };

/**
 * Pages to look at and to print.
 */
export type FormPages = { 
/**
 * What the form is called.
 */
title: string, 
/**
 * Each A4 page as an SVG picture.
 */
pages: Array<string>, 
/**
 * Sentences the clerk should read: a character no font here has.
 */
notes: Array<string>, };

/**
 * A backup that was found, by its name and what it says of itself; its bytes are not read through yet.
 */
export type FoundBackup = { 
/**
 * Full path.
 */
path: string, 
/**
 * What people call the place it lies at.
 */
place: string, 
/**
 * 2024-06-03 09:00:00, by the name of the file.
 */
made_at: string, 
/**
 * Station code.
 */
station: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Records; null when it does not say.
 */
records: number | null, 
/**
 * Last place of the journal; null when it does not say.
 */
journal: number | null, 
/**
 * Why it can't be used, or "".
 */
says: string, };

/**
 * A group of deputies: regional, professional, 五彩 or across townships.
 */
export type Group = { 
/**
 * 小组名称
 */
name: string, 
/**
 * 类型
 */
kind: string, 
/**
 * 组长
 */
leader: string, 
/**
 * 成员
 */
members: Array<string>, 
/**
 * 联络员
 */
staff: string, 
/**
 * 成立日期
 */
founded_on: string, 
/**
 * 备注
 */
note: string, };

/**
 * A group's sum.
 */
export type GroupSum = { 
/**
 * Its name.
 */
name: string, 
/**
 * Without its cap.
 */
plain: Points, 
/**
 * With it.
 */
points: Points, 
/**
 * Its cap.
 */
cap: Points, };

/**
 * What every kept record carries besides its fields.
 */
export type Head = { 
/**
 * UUIDv7; unique over all stations.
 */
id: string, 
/**
 * Station code of the writer.
 */
station: string, 
/**
 * The number people quote: HD-2024-0208.
 */
number: string, 
/**
 * Grows by one with each change.
 */
revision: number, 
/**
 * RFC 3339.
 */
made_at: string, 
/**
 * Clerk who entered it.
 */
made_by: string, 
/**
 * RFC 3339.
 */
changed_at: string, 
/**
 * Clerk of the last change.
 */
changed_by: string, 
/**
 * RFC 3339, or "" while it is not in the recycle bin.
 */
deleted_at: string, };

/**
 * All of it.
 */
export type Held = { 
/**
 * Her own records first.
 */
lines: Array<HeldLine>, 
/**
 * Records among them that are hers.
 */
records: number, };

/**
 * Who asks: her name, and her telephone or village to tell her from others of that name.
 */
export type HeldAsk = { 
/**
 * Her name.
 */
name: string, 
/**
 * Her telephone number, or "".
 */
phone: string, 
/**
 * Her village, or "".
 */
village: string, 
/**
 * Writes down too what only speaks of somebody of that name: it may be another's business.
 */
mentions: boolean, };

/**
 * One field in which something of her stands.
 */
export type HeldLine = { 
/**
 * 接访走访, 意见建议 …, 草稿, 附件, 以前的内容
 */
place: string, 
/**
 * Number of the record.
 */
number: string, 
/**
 * YYYY-MM-DD, or "".
 */
date: string, 
/**
 * What the field is called.
 */
field: string, 
/**
 * What stands there.
 */
text: string, 
/**
 * Hers by name and telephone or village; else it only speaks of somebody of that name.
 */
own: boolean, };

/**
 * One line of a record's history.
 */
export type HistoryLine = { 
/**
 * Place in the journal, to ask for this version by.
 */
place: number, 
/**
 * An older version that can be asked for.
 */
older: boolean, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * Clerk.
 */
clerk: string, 
/**
 * What was done: 新增, 修改, 删除, 恢复 …
 */
deed: string, 
/**
 * Labels of the fields that changed, with before and after as people read them.
 */
changes: Array<[string, string, string]>, };

/**
 * One hit, or one line that stands for a record.
 */
export type Hit = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Its name or title.
 */
title: string, 
/**
 * A second line: date, place, state.
 */
detail: string, };

/**
 * One line of the holiday table.
 */
export type Holiday = { 
/**
 * YYYY-MM-DD
 */
date: string, 
/**
 * A day off (true), or a make-up working day (false).
 */
off: boolean, 
/**
 * 春节
 */
name: string, };

/**
 * The table of a year.
 */
export type HolidayYear = { 
/**
 * 2026
 */
year: number, 
/**
 * Its lines.
 */
days: Array<Holiday>, };

/**
 * A township's home of deputies, over several stations.
 */
export type Home = { 
/**
 * 名称
 */
name: string, 
/**
 * 乡镇（街道）
 */
town: string, 
/**
 * 负责人
 */
head: string, 
/**
 * 联络员
 */
staff: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 地址
 */
address: string, 
/**
 * 成立日期
 */
founded_on: string, 
/**
 * 备注
 */
note: string, };

/**
 * Names one thing by its id.
 */
export type IdAsk = { 
/**
 * Its id.
 */
id: string, };

/**
 * A table at the door: a workbook's bytes, or lines copied out of one.
 */
export type ImportAsk = { 
/**
 * Which register.
 */
noun: Noun, 
/**
 * An .xlsx file, base64, or "".
 */
base64: string, 
/**
 * Lines with tabs between the cells, or "".
 */
text: string, };

/**
 * What a table did.
 */
export type ImportDone = { 
/**
 * New records.
 */
added: number, 
/**
 * Records that were there and got something new.
 */
changed: number, 
/**
 * 代表之家 that came with their stations.
 */
homes: number, 
/**
 * Wrong rows, left out.
 */
left_out: number, };

/**
 * What one row would do.
 */
export type ImportLine = { 
/**
 * Row of the table, counted from 1.
 */
row: number, 
/**
 * What the row is about.
 */
title: string, 
/**
 * new, changed, same, wrong.
 */
state: string, 
/**
 * Why it is wrong, or what to know of it; each a sentence.
 */
says: Array<string>, };

/**
 * What a table would do.
 */
export type ImportLook = { 
/**
 * Row by row.
 */
lines: Array<ImportLine>, 
/**
 * Columns that are no field of this register and would not be taken.
 */
unknown: Array<string>, 
/**
 * 代表之家 that would come with their stations.
 */
homes: Array<string>, };

/**
 * One station's line.
 */
export type InboxLine = { 
/**
 * Its code.
 */
station: string, 
/**
 * Its name: its own, or the roster's.
 */
name: string, 
/**
 * It has a key in use in the roster.
 */
enrolled: boolean, 
/**
 * Epoch of its newest bundle, or "".
 */
epoch: string, 
/**
 * Number of its newest bundle; 0: nothing came yet.
 */
seq: number, 
/**
 * RFC 3339 when that was made, or "".
 */
made_at: string, 
/**
 * RFC 3339 when it was taken in, or "".
 */
received_at: string, 
/**
 * Whole days since it was made; null: nothing came yet.
 */
days_silent: number | null, 
/**
 * All numbers of the epoch up to here are in.
 */
acked_through: number, 
/**
 * Numbers of the epoch that are not in.
 */
missing: Array<Span>, 
/**
 * Numbers that must still come: no later bundle carried what they hold.
 */
needed: Array<Span>, 
/**
 * Lines not taken that have not come better since.
 */
refused: Array<Refusal>, 
/**
 * Bundles of which nothing was applied: their number is held with another content.
 */
forks: number, 
/**
 * Something came, or the county said something, after its last receipt was written.
 */
receipt_due: boolean, };

/**
 * What became of one file.
 */
export type Intake = { 
/**
 * Full path.
 */
path: string, 
/**
 * Code of its sender, or "" when it was refused.
 */
station: string, 
/**
 * Epoch.
 */
epoch: string, 
/**
 * Number; 0 when it was refused.
 */
seq: number, 
/**
 * filed 已入库, partly 部分未收, again 已经收过, fork 重号, refused 没有收.
 */
state: string, 
/**
 * The same in a sentence.
 */
says: string, 
/**
 * What it brought.
 */
brought: Brought, 
/**
 * The first hundred lines not taken in.
 */
refused: Array<Refusal>, 
/**
 * Why it was refused.
 */
trouble: Trouble | null, };

/**
 * One line of a scheme.
 */
export type Item = { 
/**
 * 项目: 接待选民
 */
name: string, 
/**
 * Name of the group whose cap it shares; "" for none.
 */
group: string, 
/**
 * Which records count: visit, activity:视察调研, duty:化解纠纷 … A record counts in the first item that names it.
 */
counts: Array<string>, 
/**
 * 首次
 */
first: Points, 
/**
 * 每多一次
 */
further: Points, 
/**
 * 上限; of an item that takes points away, how many it takes at most (negative).
 */
cap: Points | null, };

/**
 * Items that share a cap.
 */
export type ItemGroup = { 
/**
 * Its name.
 */
name: string, 
/**
 * 合计上限
 */
cap: Points, };

/**
 * An item's sum.
 */
export type ItemSum = { 
/**
 * Its name.
 */
name: string, 
/**
 * Group it belongs to; "".
 */
group: string, 
/**
 * How many records.
 */
times: number, 
/**
 * Without its cap.
 */
plain: Points, 
/**
 * With it.
 */
points: Points, 
/**
 * Its cap.
 */
cap: Points | null, };

/**
 * A record as kept: head and fields in one flat object.
 */
export type Kept = Head & Record<string, unknown>;

/**
 * What a field holds, and so how it is typed, stored and shown.
 */
export type Kind = { "is": "text" } | { "is": "long" } | { "is": "phone" } | { "is": "date" } | { "is": "month" } | { "is": "time" } | { "is": "whole" } | { "is": "flag" } | { "is": "one_of", "of": Array<[string, string]> } | { "is": "choice", "of": List } | { "is": "choices", "of": List } | { "is": "one", "of": Noun } | { "is": "many", "of": Noun };

/**
 * Which ledgers to write, and where to.
 */
export type LedgerAsk = { 
/**
 * Keys; empty writes all.
 */
kinds: Array<string>, 
/**
 * First day, YYYY-MM-DD.
 */
from: string, 
/**
 * Last day, YYYY-MM-DD.
 */
to: string, 
/**
 * One workbook with a sheet each, instead of one file each.
 */
one_book: boolean, 
/**
 * County: codes of the stations; empty for all.
 */
stations: Array<string>, 
/**
 * County: a folder for each station instead of all merged.
 */
per_station: boolean, 
/**
 * Folder; "" is 文档/代表联络站台账/台账. All of them, one file each, get a folder of their own in it.
 */
folder: string, };

/**
 * One ledger there is.
 */
export type LedgerKind = { 
/**
 * Name in code.
 */
key: string, 
/**
 * 接待接访登记簿
 */
label: string, 
/**
 * What is in it, in a line.
 */
about: string, 
/**
 * It has a line for each record, so that a form can be filled from it.
 */
by_lines: boolean, };

/**
 * A deputy, as a person, and who keeps in touch.
 */
export type LinkLine = { 
/**
 * Her records, over all stations.
 */
deputies: Array<string>, 
/**
 * 姓名
 */
name: string, 
/**
 * Codes of the stations that keep the records.
 */
stations: Array<string>, 
/**
 * 级别
 */
levels: Array<string>, 
/**
 * 选区, 工作单位
 */
about: string, 
/**
 * The member's record, or "".
 */
member: string, 
/**
 * The member a station names for her, while none is linked; or "".
 */
proposed: string, 
/**
 * Contacted this year.
 */
contacted: boolean, };

/**
 * An editable list of choices. The chosen *word itself* is stored, so that renaming
 * or dropping a choice later never rewrites an old record.
 */
export type List = "sex" | "ethnicity" | "party" | "education" | "level" | "term" | "group_kind" | "slot" | "way" | "category" | "activity_kind" | "season" | "channel" | "unit" | "village" | "feedback_way" | "rating" | "outlet" | "duty_kind";

/**
 * The words of one list.
 */
export type ListWords = { 
/**
 * Which list.
 */
list: List, 
/**
 * What it is called.
 */
label: string, 
/**
 * Its words, in order.
 */
words: Array<string>, };

/**
 * What lies there.
 */
export type Lying = { 
/**
 * One a file, by name.
 */
bundles: Array<Waiting>, 
/**
 * Receipts of the county that lie there too.
 */
answers: number, };

/**
 * Slips to be taken in; one roster comes of all.
 */
export type MakeAsk = { 
/**
 * The slips.
 */
slips: Array<SlipTake>, };

/**
 * One step for many matters.
 */
export type ManyAsk = { 
/**
 * The matters' ids.
 */
ids: Array<string>, 
/**
 * Fields of `Step`, the same for all.
 */
step: Record<string, unknown>, 
/**
 * Only says which fit; changes nothing.
 */
dry: boolean, };

/**
 * What becomes of all of them.
 */
export type ManyMoved = { 
/**
 * One by one, in the order asked.
 */
outcomes: Array<ManyOutcome>, 
/**
 * How many were moved, or would be.
 */
moved: number, };

/**
 * What becomes of one of them.
 */
export type ManyOutcome = { 
/**
 * The matter's id.
 */
id: string, 
/**
 * Its station's code.
 */
station: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Its title.
 */
title: string, 
/**
 * It takes the step.
 */
fits: boolean, 
/**
 * Why not; or the deadline it gets.
 */
says: string, };

/**
 * One matter raised at the station. Fields below `state` are set by moves only.
 */
export type Matter = { 
/**
 * 标题
 */
title: string, 
/**
 * 登记日期
 */
raised_on: string, 
/**
 * 类别
 */
category: string, 
/**
 * 内容摘要
 */
content: string, 
/**
 * 反映人
 */
citizen: string, 
/**
 * 村组
 */
village: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 收集代表
 */
deputies: Array<string>, 
/**
 * 来源
 */
source: string, 
/**
 * 来源接访
 */
visit: string, 
/**
 * 来源活动
 */
activity: string, 
/**
 * 线上渠道
 */
channel: string, 
/**
 * 保密
 */
confidential: boolean, 
/**
 * 备注
 */
note: string, 
/**
 * 状态
 */
state: string, 
/**
 * 主办单位
 */
lead_unit: string, 
/**
 * 协办单位
 */
co_units: string, 
/**
 * 交办日期
 */
referred_on: string, 
/**
 * 要求办结日期
 */
due_on: string, 
/**
 * 签收人
 */
signed_by: string, 
/**
 * 签收日期
 */
signed_on: string, 
/**
 * 承办人
 */
handler: string, 
/**
 * 承办电话
 */
handler_phone: string, 
/**
 * 办理情况
 */
progress: string, 
/**
 * 答复日期
 */
answered_on: string, 
/**
 * 结果类别
 */
result_class: string, 
/**
 * 是否上报上级
 */
reported_up: boolean, 
/**
 * 反馈选民日期
 */
fed_voter_on: string, 
/**
 * 反馈代表日期
 */
fed_deputy_on: string, 
/**
 * 代表满意度
 */
deputy_rating: string, 
/**
 * 选民满意度
 */
voter_rating: string, 
/**
 * 办理态度
 */
attitude_rating: string, 
/**
 * 办结日期
 */
closed_on: string, 
/**
 * 办理方式
 */
closed_how: string, 
/**
 * 重办次数
 */
redo_count: number | null, 
/**
 * 催办次数
 */
urge_count: number | null, 
/**
 * 最近催办
 */
urged_on: string, 
/**
 * 代表建议编号
 */
proposal_number: string, 
/**
 * Id of the county's last step that was taken in here.
 */
county_step: string, };

/**
 * A member of the standing committee and the deputies he or she keeps in touch with.
 */
export type Member = { 
/**
 * 姓名
 */
name: string, 
/**
 * 职务
 */
position: string, 
/**
 * 联系的代表
 */
deputies: Array<string>, 
/**
 * 电话
 */
phone: string, 
/**
 * 届次
 */
term: string, 
/**
 * 备注
 */
note: string, };

/**
 * A member and how her contacts stand.
 */
export type MemberLine = { 
/**
 * Her record.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * 职务
 */
position: string, 
/**
 * Deputies she keeps in touch with, as people.
 */
deputies: number, 
/**
 * Contacts noted this year.
 */
contacts: number, 
/**
 * Day of the last contact, or "".
 */
last: string, 
/**
 * Names of those not contacted this year.
 */
waiting: Array<string>, };

/**
 * Something that is missing, in words.
 */
export type MissingLine = { 
/**
 * Its kind: 接访走访, 附件.
 */
label: string, 
/**
 * The number people quote, or "".
 */
number: string, 
/**
 * The day of what was lost, YYYY-MM-DD, or "".
 */
at: string, 
/**
 * All of it, or only its latest changes: in a sentence.
 */
says: string, };

/**
 * A further part of what was packed.
 */
export type MorePacked = { 
/**
 * Its line in the list.
 */
bundle: BundleLine, 
/**
 * Full path of the file.
 */
path: string, };

/**
 * One arrow of the diagram.
 */
export type Move = { 
/**
 * Verb code.
 */
kind: string, 
/**
 * States it may start from.
 */
from: Array<string>, 
/**
 * State it leads to; "" keeps the state.
 */
to: string, 
/**
 * Step fields that must be filled.
 */
needs: Array<string>, 
/**
 * Step fields that may be filled.
 */
may: Array<string>, 
/**
 * The one sentence under the button.
 */
explains: string, };

/**
 * One step of a matter.
 */
export type MoveAsk = { 
/**
 * The matter's id.
 */
id: string, 
/**
 * The revision the clerk saw; null skips the check.
 */
revision: number | null, 
/**
 * Fields of `Step`: kind, done_on (today when blank) and what the move needs.
 */
step: Record<string, unknown>, };

/**
 * A name to pick.
 */
export type Name = { 
/**
 * The record's id.
 */
id: string, 
/**
 * What people call it.
 */
label: string, 
/**
 * A second line.
 */
detail: string, };

/**
 * The next reception day.
 */
export type NextReception = { 
/**
 * The day.
 */
day: Hit, 
/**
 * YYYY-MM-DD.
 */
date: string, 
/**
 * 星期三
 */
weekday: string, 
/**
 * Days from today.
 */
days_left: number, 
/**
 * It was announced.
 */
announced: boolean, 
/**
 * Last day to announce it in time, YYYY-MM-DD.
 */
announce_by: string, 
/**
 * Names of the deputies.
 */
deputies: Array<string>, };

/**
 * A question or answer with nothing in it: `{}`.
 */
export type Nothing = Record<symbol, never>;

/**
 * Which notices.
 */
export type NoticeAsk = { 
/**
 * Empty for both.
 */
kinds: Array<NoticeKind>, 
/**
 * The period, both days in it.
 */
period: Period, 
/**
 * County: codes of the stations; empty for all.
 */
stations: Array<string>, };

/**
 * What a clerk decided, line by line. Where she said nothing a line goes out without its title.
 */
export type NoticeChoice = { 
/**
 * Titles that go out.
 */
released: Array<ReleasedTitle>, 
/**
 * Ids of matters and deputies that are left out.
 */
withheld: Array<string>, };

/**
 * One deputy, and how often she did what in the period.
 */
export type NoticeDeputy = { 
/**
 * Her record's id.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * 级别
 */
levels: string, 
/**
 * 代表小组
 */
groups: string, 
/**
 * 接待日, 次
 */
reception_days: number, 
/**
 * 接访走访, 批次
 */
visits: number, 
/**
 * 小组活动, 次
 */
activities: number, 
/**
 * 学习培训, 次
 */
trainings: number, 
/**
 * 意见建议, 件
 */
matters: number, };

/**
 * What a notice tells of.
 */
export type NoticeKind = "matters" | "deputies";

/**
 * One matter, as much of it as the public may see, and what a clerk needs to decide on it.
 */
export type NoticeMatter = { 
/**
 * Its id.
 */
id: string, 
/**
 * YJ-2024-0057
 */
number: string, 
/**
 * 类别
 */
category: string, 
/**
 * The title without what is known of voters; "" where it may not be shown at all (保密).
 */
title: string, 
/**
 * Why a person should look twice before the title goes out, in sentences.
 */
doubts: Array<string>, 
/**
 * 2024年5月8日
 */
raised_on: string, 
/**
 * 承办单位
 */
unit: string, 
/**
 * How far it is, in the public's words.
 */
state: string, 
/**
 * What came of it, or "".
 */
result: string, 
/**
 * 2024年5月8日, or "".
 */
closed_on: string, 
/**
 * The voter asked not to be named.
 */
confidential: boolean, };

/**
 * Notices as decided.
 */
export type NoticeOrder = { 
/**
 * Which.
 */
ask: NoticeAsk, 
/**
 * What goes out and what does not.
 */
choice: NoticeChoice, 
/**
 * Folder; "" is 文档/代表联络站台账/公示. The pages get a folder of their own in it.
 */
folder: string, };

/**
 * A page as the public sees it.
 */
export type NoticePage = { 
/**
 * Name of its file.
 */
file: string, 
/**
 * 三溪村代表联络站民情办理公示
 */
title: string, 
/**
 * The whole page; needs nothing but itself.
 */
html: string, 
/**
 * Lines on it.
 */
lines: number, };

/**
 * What one station's notices may say.
 */
export type NoticeStation = { 
/**
 * JS-017
 */
code: string, 
/**
 * 三溪村代表联络站
 */
name: string, 
/**
 * In the order of their days.
 */
matters: Array<NoticeMatter>, 
/**
 * By pinyin, never by number.
 */
deputies: Array<NoticeDeputy>, };

/**
 * The kinds of record, named as in the glossary.
 */
export type Noun = "deputy" | "group" | "reception_day" | "visit" | "activity" | "matter" | "step" | "report_meeting" | "promise" | "publicity" | "book" | "book_move" | "duty" | "seat" | "home" | "site" | "unit" | "member" | "contact" | "person" | "proposal" | "supervision";

/**
 * Names a kind of record.
 */
export type NounAsk = { 
/**
 * Which.
 */
noun: Noun, };

/**
 * What the clerk said to a question.
 */
export type OldLedgerAnswer = { 
/**
 * Which question.
 */
key: string, 
/**
 * take, blank, skip: take this, leave the cell blank, leave those rows out.
 */
how: string, 
/**
 * The value of a choice, or what she typed.
 */
value: string, };

/**
 * An old ledger at the door, and what is known of it so far.
 */
export type OldLedgerAsk = { 
/**
 * The file's name, for people.
 */
name: string, 
/**
 * The workbook (.xlsx or .xls), base64.
 */
base64: string, 
/**
 * Which sheet; "" for the one that looks most like a register.
 */
sheet: string, 
/**
 * Key of the register; "" for the one it looks like.
 */
register: string, 
/**
 * What each column is read as, by the keys of `OldLedgerTarget`; "" for not read. Empty: as guessed.
 */
columns: Array<string>, 
/**
 * What the clerk said to what was asked.
 */
answers: Array<OldLedgerAnswer>, 
/**
 * Take rows too that are there already.
 */
twins_too: boolean, };

/**
 * A column of the sheet.
 */
export type OldLedgerColumn = { 
/**
 * A, B, C …
 */
at: string, 
/**
 * What stands over it.
 */
title: string, 
/**
 * The first thing under it.
 */
sample: string, 
/**
 * Key of what it is read as, or "".
 */
reads: string, };

/**
 * How many rows would do what.
 */
export type OldLedgerCounts = { 
/**
 * Would be taken in.
 */
new: number, 
/**
 * Are there already.
 */
twin: number, 
/**
 * Wait for an answer.
 */
ask: number, 
/**
 * Have something wrong.
 */
wrong: number, 
/**
 * Are left out as the clerk said.
 */
skip: number, 
/**
 * Are no records.
 */
none: number, };

/**
 * What an old ledger did.
 */
export type OldLedgerDone = { 
/**
 * The import, for taking it back; "" when nothing came in.
 */
id: string, 
/**
 * Rows by what they did; `new` counts all that were taken in.
 */
counts: OldLedgerCounts, 
/**
 * Deputies, groups and books that came with them.
 */
with: number, };

/**
 * What a file holds, and what is made of it.
 */
export type OldLedgerFile = { 
/**
 * Its sheets.
 */
sheets: Array<OldLedgerSheet>, 
/**
 * The sheet looked at.
 */
sheet: string, 
/**
 * The register it is taken for; "" where it looks like none and none was named.
 */
register: string, 
/**
 * The registers there are.
 */
registers: Array<OldLedgerTarget>, 
/**
 * The row of the column titles as Excel counts; 0 where none was found.
 */
header_row: number, 
/**
 * Its columns.
 */
columns: Array<OldLedgerColumn>, 
/**
 * What columns of this register may be.
 */
targets: Array<OldLedgerTarget>, };

/**
 * What a row would do.
 */
export type OldLedgerLine = { 
/**
 * Row of the sheet as Excel counts.
 */
row: number, 
/**
 * What the record would be called.
 */
title: string, 
/**
 * new, twin, ask, wrong, skip, none: the last is no record (a sum, a heading).
 */
state: string, 
/**
 * What is wrong or to be known.
 */
says: Array<OldLedgerRemark>, };

/**
 * What an old ledger would do.
 */
export type OldLedgerLook = { 
/**
 * Rows by what they would do.
 */
counts: OldLedgerCounts, 
/**
 * Row by row.
 */
lines: Array<OldLedgerLine>, 
/**
 * What is not certain.
 */
questions: Array<OldLedgerQuestion>, };

/**
 * Something that is not certain.
 */
export type OldLedgerQuestion = { 
/**
 * Its key, for the answer.
 */
key: string, 
/**
 * Questions of one kind may be answered alike.
 */
kind: string, 
/**
 * The column.
 */
column: string, 
/**
 * What stands there; "" when nothing does.
 */
said: string, 
/**
 * Why it is asked.
 */
says: string, 
/**
 * What it may be.
 */
choices: Array<Choice>, 
/**
 * The cell may stay blank.
 */
may_blank: boolean, 
/**
 * Something may be typed.
 */
may_type: boolean, 
/**
 * How many cells ask this.
 */
count: number, 
/**
 * The first of them: E12.
 */
cells: Array<string>, };

/**
 * A remark about a cell.
 */
export type OldLedgerRemark = { 
/**
 * E12; "" when it is about the row.
 */
at: string, 
/**
 * The sentence.
 */
says: string, };

/**
 * A sheet of the workbook.
 */
export type OldLedgerSheet = { 
/**
 * Its name.
 */
name: string, 
/**
 * Key of the register it looks like, or "".
 */
register: string, };

/**
 * An import.
 */
export type OldLedgerTaken = { 
/**
 * Names it.
 */
id: string, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * Who did it.
 */
clerk: string, 
/**
 * The file's name.
 */
file: string, 
/**
 * The register's name.
 */
register: string, 
/**
 * Rows taken in.
 */
added: number, 
/**
 * RFC 3339, or "" while it stands.
 */
undone_at: string, 
/**
 * Its places in the journal.
 */
first: number, 
/**
 * The last of them.
 */
last: number, };

/**
 * Something that may be chosen, by key.
 */
export type OldLedgerTarget = { 
/**
 * Its key.
 */
key: string, 
/**
 * What people call it.
 */
label: string, };

/**
 * What of ours lies on a stick, by the names of files alone; nothing is read.
 */
export type OnStick = { 
/**
 * Bundles made here, with where they stand.
 */
bundles: Array<BundleLine>, 
/**
 * Full paths of what bears the name of a receipt of the county for this station.
 */
receipts: Array<string>, 
/**
 * Files that bear the name of an update.
 */
updates: number, };

/**
 * A record with everything its page shows.
 */
export type Opened = { 
/**
 * The record.
 */
record: Kept, 
/**
 * Its noun.
 */
noun: Noun, 
/**
 * id → name.
 */
names: Record<string, string>, 
/**
 * Its attachments.
 */
attachments: Array<Attachment>, 
/**
 * Ids of those the county put on a station's matter.
 */
county_files: Array<string>, 
/**
 * What refers to it.
 */
related: Array<Related>, 
/**
 * Who changed what, newest first.
 */
history: Array<HistoryLine>, 
/**
 * Matters only: its steps, oldest first.
 */
steps: Array<Kept>, 
/**
 * Matters and promises: its flags.
 */
flags: Array<string>, 
/**
 * How far it is proven to have come on its way to the county; null at the county.
 */
proof: Proof | null, };

/**
 * A file the program was opened with.
 */
export type OpenedWith = { 
/**
 * Full path; "" when there is none.
 */
path: string, 
/**
 * Its name.
 */
name: string, };

/**
 * The county in one picture.
 */
export type Overview = { 
/**
 * The month shown, first and last day.
 */
month: Period, 
/**
 * Stations, by home and code.
 */
tiles: Array<Tile>, 
/**
 * 接待日（次） of all this month.
 */
reception_days: number, 
/**
 * 接待（批次） of all this month.
 */
visit_batches: number, 
/**
 * Matters not closed（件）.
 */
open: number, 
/**
 * Of them overdue（件）.
 */
overdue: number, 
/**
 * Stations in use with no reception day this month.
 */
idle: number, 
/**
 * Stations in use whose newest bundle is old, or from which nothing came.
 */
silent: number, };

/**
 * Asks for a bundle.
 */
export type PackAsk = { 
/**
 * Folder to write to.
 */
folder: string, 
/**
 * Everything, not only what is new since the last receipt.
 */
full: boolean, 
/**
 * Most bytes one file may have, for a channel that takes no larger ones; what does not fit
 * goes into further numbered files. Without it, as much as the format allows (4 GB).
 */
at_most?: number, };

/**
 * A bundle made.
 */
export type Packed = { 
/**
 * Its line in the list.
 */
bundle: BundleLine, 
/**
 * Full path of the file.
 */
path: string, 
/**
 * Every file was read back and agrees; only then may the stick be pulled.
 */
safe_to_pull: boolean, 
/**
 * Further numbers, where it did not fit one file; all must reach the county.
 */
others: Array<MorePacked>, };

/**
 * One page of a list.
 */
export type Page = { 
/**
 * The rows.
 */
rows: Array<Kept>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * id → name, for every reference in the rows.
 */
names: Record<string, string>, 
/**
 * Matters and promises: id → "overdue", "soon" or "urge".
 */
flags: Record<string, string[]>, };

/**
 * Asks for one page of a list.
 */
export type PageAsk = { 
/**
 * Which records.
 */
noun: Noun, 
/**
 * Cut down to.
 */
filter: Filter, 
/**
 * Field key to sort by; "" is the noun's own order (newest first, names by pinyin).
 */
sort: string, 
/**
 * Turn the order round.
 */
descending: boolean, 
/**
 * Rows to pass over.
 */
offset: number, 
/**
 * Rows to bring, at most 500.
 */
limit: number, };

/**
 * Two deputy records.
 */
export type PairAsk = { 
/**
 * The one.
 */
one: string, 
/**
 * The other.
 */
other: string, };

/**
 * Which slips.
 */
export type PapersAsk = { 
/**
 * Units whose open matters are wanted; empty with `ids`.
 */
units: Array<string>, 
/**
 * Just these matters, each on its unit's slip.
 */
ids: Array<string>, 
/**
 * A slip for every matter instead of one for every unit.
 */
each: boolean, 
/**
 * Folder to write to; "" is 文档/代表联络站台账/交办单.
 */
folder: string, };

/**
 * Two records that were said not to be one person.
 */
export type PartedPair = { 
/**
 * The one.
 */
one: DeputyLine, 
/**
 * The other.
 */
other: DeputyLine, };

/**
 * A password.
 */
export type Password = { 
/**
 * As typed.
 */
password: string, };

/**
 * A change of password.
 */
export type PasswordChange = { 
/**
 * The old one.
 */
old: string, 
/**
 * The new one.
 */
new: string, };

/**
 * All that is known of who is who.
 */
export type People = { 
/**
 * To be decided, surest first; at most 200 at once.
 */
proposed: Array<PersonCandidate>, 
/**
 * To be decided in all.
 */
total: number, 
/**
 * People with several records.
 */
merged: Array<PersonLine>, 
/**
 * Not the same, as was said.
 */
parted: Array<PartedPair>, 
/**
 * People in all, whatever their records.
 */
people: number, };

/**
 * A period, both days in it.
 */
export type Period = { 
/**
 * YYYY-MM-DD
 */
from: string, 
/**
 * YYYY-MM-DD
 */
to: string, };

/**
 * Deputy records of several stations that are one person, or surely are not.
 */
export type Person = { 
/**
 * 姓名
 */
name: string, 
/**
 * 代表证号
 */
certificate: string, 
/**
 * 各站的登记
 */
deputies: Array<string>, 
/**
 * 不是同一人的登记
 */
others: Array<string>, 
/**
 * 依据
 */
reason: string, };

/**
 * Two people who may be one.
 */
export type PersonCandidate = { 
/**
 * Records of the one.
 */
one: Array<DeputyLine>, 
/**
 * Records of the other.
 */
other: Array<DeputyLine>, 
/**
 * 很可能; else 可能.
 */
likely: boolean, 
/**
 * What they share, and what speaks against it.
 */
reasons: Array<string>, };

/**
 * What one record of a person says and what was done by it.
 */
export type PersonDeeds = { 
/**
 * The record; null in the line of sums.
 */
deputy: DeputyLine | null, 
/**
 * 接待日
 */
reception_days: number, 
/**
 * 接访走访
 */
visits: number, 
/**
 * 小组活动
 */
activities: number, 
/**
 * 意见建议
 */
matters: number, 
/**
 * 述职评议
 */
reports: number, };

/**
 * A person with more than one record.
 */
export type PersonLine = { 
/**
 * The `person` record that says so, or "" where the 代表证号 alone does.
 */
person: string, 
/**
 * The records.
 */
deputies: Array<DeputyLine>, };

/**
 * A person over all stations.
 */
export type PersonPage = { 
/**
 * The `person` record that tells them together, or "".
 */
person: string, 
/**
 * Record by record, then their sum: a deed of two records counts once.
 */
deeds: Array<PersonDeeds>, };

/**
 * A recovery phrase, to print and lock away.
 */
export type Phrase = { 
/**
 * Eight groups of four digits; shown this once.
 */
recovery_phrase: string, };

/**
 * Asks for names to pick from.
 */
export type PickAsk = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * Name, initials or number; "" brings the recent ones.
 */
text: string, 
/**
 * How many at most.
 */
limit: number, };

/**
 * A plot to keep as a picture.
 */
export type PictureAsk = { 
/**
 * Its title; also the file's name.
 */
title: string, 
/**
 * The period it shows.
 */
period: Period, 
/**
 * The PNG, in Base64.
 */
png: string, };

/**
 * A stretch of a sentence: words, or one number.
 */
export type Piece = { 
/**
 * As it is read.
 */
text: string, 
/**
 * A list cut to `counted` this shows the records behind the number; "" for words.
 */
opens: string, 
/**
 * The lists its records are in.
 */
nouns: Array<Noun>, };

/**
 * A folder or stick files can go to.
 */
export type Place = { 
/**
 * Full path of its folder.
 */
path: string, 
/**
 * What people call it: 文档文件夹, U盘 KINGSTON (E:).
 */
label: string, 
/**
 * A removable drive.
 */
removable: boolean, 
/**
 * Free bytes; null when not known.
 */
free: number | null, 
/**
 * Bytes in all; null when not known.
 */
capacity: number | null, 
/**
 * vfat, exfat, ntfs …, or "".
 */
file_system: string, };

/**
 * Names a folder or stick.
 */
export type PlaceAsk = { 
/**
 * Full path of its folder.
 */
path: string, };

/**
 * Points, counted in halves. As JSON a number: 2, 2.5, -1.
 */
export type Points = number;

/**
 * Whose points, of which year.
 */
export type PointsAsk = { 
/**
 * The deputy's record.
 */
deputy: string, 
/**
 * The year.
 */
year: number, 
/**
 * Level, for who holds several; "" takes the first that has a scheme.
 */
level: string, };

/**
 * A deputy's points of a year, with every reason.
 */
export type PointsPage = { 
/**
 * 姓名
 */
name: string, 
/**
 * Her levels.
 */
levels: Array<string>, 
/**
 * The level counted for.
 */
level: string, 
/**
 * The year.
 */
year: number, 
/**
 * The scheme; null where there is none for that level and year.
 */
rules: RuleSet | null, 
/**
 * The sum and its reasons; null without a scheme.
 */
reckoning: Reckoning | null, 
/**
 * What each quarter added.
 */
quarters: Array<Points>, 
/**
 * When the year was closed; "".
 */
closed_on: string, 
/**
 * The total on that day; null in an open year.
 */
closed_total: Points | null, 
/**
 * Two years in a row below the line at which the rules ask for a talk.
 */
talk: boolean, };

/**
 * The schemes and what they can be made of.
 */
export type PointsRules = { 
/**
 * Schemes kept here.
 */
sets: Array<RuleSet>, 
/**
 * Schemes to start from.
 */
presets: Array<RuleSet>, 
/**
 * Everything a rule may count.
 */
sources: Array<SourceName>, 
/**
 * 级别
 */
levels: Array<string>, 
/**
 * Years that are closed, newest first.
 */
closed: Array<ClosedYear>, };

/**
 * The schemes to keep.
 */
export type PointsRulesAsk = { 
/**
 * All of them.
 */
sets: Array<RuleSet>, };

/**
 * What someone who signs in may do.
 */
export type Post = "reader" | "clerk" | "head";

/**
 * A scheme to try on the records of a year.
 */
export type PreviewAsk = { 
/**
 * The scheme.
 */
set: RuleSet, 
/**
 * The year.
 */
year: number, };

/**
 * What a scheme would make of one deputy's records. By name; it is no ranking.
 */
export type PreviewLine = { 
/**
 * The deputy's record.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * Records that count.
 */
counted: number, 
/**
 * Records no item names.
 */
passed: number, 
/**
 * By the scheme in force; null where there is none.
 */
now: Points | null, 
/**
 * By the one tried.
 */
tried: Points, };

/**
 * How far long work is.
 */
export type Progress = { 
/**
 * What is being done, in a few words.
 */
doing: string, 
/**
 * Units done.
 */
done: number, 
/**
 * Units in all; 0 when not known.
 */
total: number, };

/**
 * One step of a supervision under way.
 */
export type ProgressAsk = { 
/**
 * The supervision's id.
 */
id: string, 
/**
 * The day; today when blank.
 */
done_on: string, 
/**
 * What was done.
 */
note: string, };

/**
 * One promise made at a report; the deputy is the report's.
 */
export type Promise = { 
/**
 * 承诺内容
 */
content: string, 
/**
 * 述职评议
 */
report: string, 
/**
 * 承诺日期
 */
made_on: string, 
/**
 * 完成期限
 */
due_on: string, 
/**
 * 落实日期
 */
fulfilled_on: string, 
/**
 * 落实情况
 */
outcome: string, 
/**
 * 备注
 */
note: string, 
/**
 * 承诺代表
 */
deputy: string, };

/**
 * A record's last proven place.
 */
export type Proof = { 
/**
 * none 没有装包, packed 已装包, handed 已交出, filed 县里已收, refused 县里没有收下.
 */
state: string, 
/**
 * The same in a sentence.
 */
says: string, };

/**
 * A formal proposal; a station's matter may have grown into it, and the link stays.
 */
export type Proposal = { 
/**
 * 案号
 */
case_number: string, 
/**
 * 标题
 */
title: string, 
/**
 * 届次
 */
term: string, 
/**
 * 会议
 */
meeting: string, 
/**
 * 提出时间
 */
occasion: string, 
/**
 * 提出日期
 */
raised_on: string, 
/**
 * 领衔代表
 */
leader: string, 
/**
 * 附议代表
 */
seconders: Array<string>, 
/**
 * 类别
 */
category: string, 
/**
 * 内容
 */
content: string, 
/**
 * 来源意见建议
 */
matter: string, 
/**
 * 状态
 */
state: string, 
/**
 * 主办单位
 */
lead_unit: string, 
/**
 * 协办单位
 */
co_units: string, 
/**
 * 交办日期
 */
referred_on: string, 
/**
 * 答复期限
 */
due_on: string, 
/**
 * 已延期
 */
extended: boolean, 
/**
 * 答复日期
 */
answered_on: string, 
/**
 * 答复内容
 */
answer: string, 
/**
 * 结果类别
 */
result_class: string, 
/**
 * 对办理态度
 */
attitude_rating: string, 
/**
 * 对办理结果
 */
result_rating: string, 
/**
 * 办结日期
 */
closed_on: string, 
/**
 * 备注
 */
note: string, };

/**
 * One report, or one deputy held up as a model.
 */
export type Publicity = { 
/**
 * 题目
 */
title: string, 
/**
 * 类型
 */
kind: string, 
/**
 * 媒体或发布处
 */
outlet: string, 
/**
 * 日期
 */
date: string, 
/**
 * 涉及代表
 */
deputies: Array<string>, 
/**
 * 篇数
 */
count: number | null, 
/**
 * 链接或文号
 */
link: string, 
/**
 * 内容摘要
 */
content: string, 
/**
 * 报道的活动
 */
activity: string, 
/**
 * 记录人
 */
recorder: string, 
/**
 * 备注
 */
note: string, };

/**
 * Does it: what was seen in the dry run, and nothing else.
 */
export type PurgeAsk = { 
/**
 * As in the dry run.
 */
seen: string, };

/**
 * One line of a dry run.
 */
export type PurgeLine = { 
/**
 * Which kind of record.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * As lists call it; 匿名 where the voter asked not to be named.
 */
title: string, 
/**
 * When it ended, YYYY-MM-DD.
 */
ended: string, 
/**
 * Why it stays; "" when it goes.
 */
why: string, };

/**
 * What a purge would do now.
 */
export type PurgeLook = { 
/**
 * The rule.
 */
years: number, 
/**
 * What ended by this day is meant, YYYY-MM-DD.
 */
until: string, 
/**
 * How many go.
 */
go: number, 
/**
 * How many are as old and stay.
 */
stay: number, 
/**
 * Stands for these very records as they are; whoever purges hands it back.
 */
seen: string, 
/**
 * The first of those that go, oldest first.
 */
goes: Array<PurgeLine>, 
/**
 * The first of those that stay.
 */
stays: Array<PurgeLine>, };

/**
 * What was done.
 */
export type Purged = { 
/**
 * Visits and matters.
 */
records: number, 
/**
 * Steps.
 */
steps: number, 
/**
 * Attachments.
 */
attachments: number, 
/**
 * What is left to do by hand, in sentences.
 */
notes: Array<string>, };

/**
 * Rates in per cent; None where there is nothing to divide by.
 */
export type Rates = { 
/**
 * 按期 ÷ (按期 + 超期)
 */
on_time: number | null, 
/**
 * A ÷ (A + B + C + D)
 */
solved: number | null, 
/**
 * (满意 + 基本满意) ÷ 收回, result
 */
result: number | null, 
/**
 * 满意 ÷ 收回, result
 */
result_satisfied: number | null, 
/**
 * (满意 + 基本满意) ÷ 收回, attitude
 */
attitude: number | null, 
/**
 * 满意 ÷ 收回, attitude
 */
attitude_satisfied: number | null, 
/**
 * 没有退回重办 ÷ 已答复
 */
once: number | null, 
/**
 * 已落实 ÷ B
 */
kept: number | null, };

/**
 * Ratings given.
 */
export type Ratings = { 
/**
 * Returned, 份.
 */
returned: number, 
/**
 * 满意
 */
satisfied: number, 
/**
 * 基本满意
 */
fair: number, };

/**
 * Asks for a receipt.
 */
export type ReceiptAsk = { 
/**
 * The station's code.
 */
station: string, 
/**
 * Folder to write to.
 */
folder: string, };

/**
 * Asks for bundles to be taken in.
 */
export type ReceiveAsk = { 
/**
 * Files, and folders or sticks in which every bundle is taken.
 */
paths: Array<string>, 
/**
 * File with the escrow identity, when the work key was lost; "" otherwise.
 */
escrow: string, };

/**
 * What became of all of them.
 */
export type Received = { 
/**
 * One a file, in the order of their names.
 */
files: Array<Intake>, };

/**
 * A day on which deputies receive voters at the station.
 */
export type ReceptionDay = { 
/**
 * 接待日期
 */
date: string, 
/**
 * 时段
 */
slot: string, 
/**
 * 接待地点
 */
place: string, 
/**
 * 接待代表
 */
deputies: Array<string>, 
/**
 * 联系工作人员
 */
staff: string, 
/**
 * 公告日期
 */
announced_on: string, 
/**
 * 状态
 */
status: string, 
/**
 * 接待主题
 */
theme: string, 
/**
 * 改期到
 */
postponed_to: string, 
/**
 * 备注
 */
note: string, };

/**
 * Points with every reason.
 */
export type Reckoning = { 
/**
 * 基础分
 */
base: Points, 
/**
 * Record by record, oldest first; those no item counts too.
 */
lines: Array<Counted>, 
/**
 * Item by item, in the order of the rules.
 */
items: Array<ItemSum>, 
/**
 * Groups with a common cap.
 */
groups: Array<GroupSum>, 
/**
 * Base and items, before the total's own limits.
 */
plain: Points, 
/**
 * 总分
 */
total: Points, 
/**
 * Why the total is not the sum, in words; "".
 */
limit: string, };

/**
 * Names one record.
 */
export type RecordAsk = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * The revision the clerk saw; null skips the check.
 */
revision: number | null, };

/**
 * The recovery phrase and a new password.
 */
export type Recovery = { 
/**
 * As printed; spaces and dashes do not matter.
 */
phrase: string, 
/**
 * The new password.
 */
password: string, };

/**
 * A line that was not taken in, and why.
 */
export type Refusal = { 
/**
 * Epoch of its bundle.
 */
epoch: string, 
/**
 * Number of its bundle.
 */
seq: number, 
/**
 * Its line in records.jsonl.
 */
line: number, 
/**
 * A noun's name in code, `attachment`, `journal`, or "" when it does not read.
 */
what: string, 
/**
 * Its record's id, or "".
 */
record: string, 
/**
 * Its record's number, JF-2026-0012, or "".
 */
number: string, 
/**
 * Its revision, 0 when not known.
 */
revision: number, 
/**
 * The reason, in a sentence.
 */
says: string, };

/**
 * Records that refer to the one opened.
 */
export type Related = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * How many in all.
 */
total: number, 
/**
 * The newest of them.
 */
rows: Array<Hit>, };

/**
 * A title a clerk released, as she saw it.
 */
export type ReleasedTitle = { 
/**
 * Id of the matter.
 */
id: string, 
/**
 * The title as it was shown to her.
 */
title: string, };

/**
 * One remark about one field of a draft: shown at that field, in a sentence.
 */
export type Remark = { 
/**
 * The field's key in FIELDS; empty when the remark is about the whole draft.
 */
field: string, 
/**
 * The sentence, in Chinese.
 */
says: string, };

/**
 * What was found in a draft.
 */
export type Remarks = { 
/**
 * Must be mended.
 */
errors: Array<Remark>, 
/**
 * May be kept with a click.
 */
doubts: Array<Remark>, };

/**
 * One deputy's report; `rate` and `conclusion` follow from the votes.
 */
export type ReportMeeting = { 
/**
 * 述职代表
 */
deputy: string, 
/**
 * 日期
 */
date: string, 
/**
 * 地点
 */
place: string, 
/**
 * 所在的活动
 */
activity: string, 
/**
 * 应到
 */
expected: number | null, 
/**
 * 实到
 */
present: number | null, 
/**
 * 形式
 */
form: string, 
/**
 * 发出票
 */
sent: number | null, 
/**
 * 收回票
 */
returned: number | null, 
/**
 * 有效票
 */
valid: number | null, 
/**
 * 称职
 */
competent: number | null, 
/**
 * 基本称职
 */
basic: number | null, 
/**
 * 不称职
 */
incompetent: number | null, 
/**
 * 弃权
 */
abstained: number | null, 
/**
 * 意见
 */
opinion: string, 
/**
 * 级别
 */
level: string, 
/**
 * 监票人
 */
overseer: string, 
/**
 * 计票人
 */
teller: string, 
/**
 * 记录人
 */
recorder: string, 
/**
 * 备注
 */
note: string, 
/**
 * 满意率: 82.5%
 */
rate: string, 
/**
 * 结论
 */
conclusion: string, 
/**
 * The deputy's name, by which a report is called and found.
 */
name: string, };

/**
 * Asks for a home to be put together again.
 */
export type RescueAsk = { 
/**
 * Full path of the backup; "" does without one.
 */
path: string, 
/**
 * Recovery phrase; "" when a password opens.
 */
phrase: string, 
/**
 * With the phrase the new password of the first clerk; without it one that opens already.
 */
password: string, };

/**
 * A home put together again.
 */
export type Rescued = { 
/**
 * RFC 3339 of the backup it began from, or "".
 */
backup_at: string, 
/**
 * Records there are now.
 */
records: number, 
/**
 * Of them taken from the damaged files: newer than the backup, or in no backup.
 */
newer: number, 
/**
 * What is missing.
 */
missing: Array<MissingLine>, 
/**
 * What else is to be known, in sentences.
 */
says: Array<string>, 
/**
 * Where the same is written as text, or "".
 */
report: string, 
/**
 * Where the damaged files are now, or "".
 */
aside: string, };

/**
 * How long personal data is kept.
 */
export type Retention = { 
/**
 * Whole years after a record's end, 1 to 99; 0: no rule, nothing is ever purged.
 */
years: number, 
/**
 * Earlier purges, newest first, in sentences; only told.
 */
done: Array<string>, 
/**
 * Backups at the usual place that were made before the last purge and still hold what went; only told.
 */
old_backups: number, };

/**
 * Names a slip that came back.
 */
export type ReturnAsk = { 
/**
 * Full path of the .xlsx; "" where its bytes are handed over.
 */
path: string, 
/**
 * Its bytes, base64.
 */
base64: string, 
/**
 * SHA-256 the clerk saw the preview of; "" only previews.
 */
sha256: string, };

/**
 * One line of it.
 */
export type ReturnLine = { 
/**
 * Row in the sheet.
 */
row: number, 
/**
 * The matter's id; "" where it was not found.
 */
id: string, 
/**
 * The number in the line.
 */
number: string, 
/**
 * The matter's title.
 */
title: string, 
/**
 * What becomes of it.
 */
fate: Fate, 
/**
 * What it does, or why not, in a sentence.
 */
says: string, };

/**
 * A slip that came back, line by line.
 */
export type Returned = { 
/**
 * SHA-256 of the file.
 */
sha256: string, 
/**
 * Its lines.
 */
lines: Array<ReturnLine>, 
/**
 * Lines that are, or would be, taken in.
 */
ready: number, 
/**
 * Lines that can't be.
 */
wrong: number, 
/**
 * It was taken in.
 */
taken: boolean, };

/**
 * What the reviewer says of an entry.
 */
export type ReviewAsk = { 
/**
 * The entry.
 */
id: string, 
/**
 * The revision she saw.
 */
revision: number | null, 
/**
 * Into the file; else back.
 */
accept: boolean, 
/**
 * Why; needed to send it back.
 */
opinion: string, };

/**
 * A key that is no longer to be believed.
 */
export type RevokeAsk = { 
/**
 * The station's code.
 */
code: string, 
/**
 * Last number its key in use may have signed.
 */
after_seq: number, };

/**
 * Which end of the handoff this home is.
 */
export type Role = "station" | "county";

/**
 * A roster as the county gave it: the text and its signature.
 */
export type RosterAsk = { 
/**
 * Text of `roster-<n>.txt`.
 */
text: string, 
/**
 * Text of `roster-<n>.txt.minisig`.
 */
signature: string, };

/**
 * A roster with the digits a person compared.
 */
export type RosterConfirm = { 
/**
 * Text of `roster-<n>.txt`.
 */
text: string, 
/**
 * Text of `roster-<n>.txt.minisig`.
 */
signature: string, 
/**
 * Digit groups as the county read them out; spaces and dashes do not matter.
 */
fingerprint: string, };

/**
 * What a roster at hand is, before it is taken.
 */
export type RosterLook = { 
/**
 * Its number.
 */
number: number, 
/**
 * Name of the county office.
 */
county: string, 
/**
 * RFC 3339 when it was made.
 */
made_at: string, 
/**
 * Digit groups of the county's signing key.
 */
fingerprint: string, 
/**
 * Nothing trusted leads to its key: the digits must be compared by telephone.
 */
ask: boolean, 
/**
 * Another roster is in force here, by another key.
 */
replaces: boolean, };

/**
 * One station's keys in a roster.
 */
export type RosterMember = { 
/**
 * Station code.
 */
code: string, 
/**
 * Station name.
 */
name: string, 
/**
 * Digit groups over both its keys.
 */
fingerprint: string, 
/**
 * First bundle number the key may sign.
 */
valid_from: number, 
/**
 * Last bundle number it may sign; null while it is in use.
 */
revoked_after: number | null, };

/**
 * The roster in force.
 */
export type RosterView = { 
/**
 * There is one.
 */
present: boolean, 
/**
 * Its number.
 */
number: number, 
/**
 * Name of the county office.
 */
county: string, 
/**
 * Its code.
 */
county_code: string, 
/**
 * RFC 3339 or date it was made.
 */
made_at: string, 
/**
 * Stations in it.
 */
stations: number, 
/**
 * This station's own key is in it.
 */
enrolled: boolean, 
/**
 * Digit groups of the county's signing key, to compare by telephone.
 */
fingerprint: string, 
/**
 * Every key in it, those out of use too, in its order.
 */
members: Array<RosterMember>, };

/**
 * Which of its own keys the county changes.
 */
export type RotateAsk = { 
/**
 * The key that signs rosters and answers; the old one hands over.
 */
signing: boolean, 
/**
 * The key that opens bundles.
 */
work: boolean, 
/**
 * The paper key.
 */
escrow: boolean, 
/**
 * The old signing key is in other hands: its word counts for nothing, and each station
 * compares the new digits by telephone.
 */
stolen: boolean, };

/**
 * The roster with the new keys.
 */
export type Rotated = { 
/**
 * The roster.
 */
roster: RosterView, 
/**
 * The new escrow identity to print, shown this once; or "".
 */
escrow: string, };

/**
 * Sets the route up, or tries it.
 */
export type RouteAsk = { 
/**
 * Which.
 */
kind: RouteKind, 
/**
 * Of WebDAV: its address, https://…
 */
url: string, 
/**
 * Of WebDAV: who signs in.
 */
user: string, 
/**
 * Of WebDAV: with what; null keeps the one there is.
 */
password: string | null, 
/**
 * Of WebDAV: PEM of the county's own authority, "" for the public ones; null keeps it.
 */
authority: string | null, 
/**
 * Of the other two: full path.
 */
folder: string, 
/**
 * Hours between two runs; 0: only when the clerk says so.
 */
every_hours: number, };

/**
 * What a run did.
 */
export type RouteDone = { 
/**
 * In a sentence.
 */
says: string, 
/**
 * Files sent.
 */
sent: number, 
/**
 * Files taken in.
 */
taken: number, 
/**
 * What a person should know besides.
 */
notes: Array<string>, };

/**
 * How bundles travel by themselves.
 */
export type RouteKind = "off" | "webdav" | "folder" | "carry";

/**
 * What works.
 */
export type RouteTried = { 
/**
 * All of it.
 */
works: boolean, 
/**
 * What does, a sentence each.
 */
says: Array<string>, 
/**
 * What does not.
 */
trouble: Trouble | null, };

/**
 * The route as it stands.
 */
export type RouteView = { 
/**
 * Which.
 */
kind: RouteKind, 
/**
 * Its address.
 */
url: string, 
/**
 * Who signs in.
 */
user: string, 
/**
 * A password is kept.
 */
has_password: boolean, 
/**
 * The county's own authority is kept.
 */
has_authority: boolean, 
/**
 * Its folder.
 */
folder: string, 
/**
 * Hours between two runs; 0: only when the clerk says so.
 */
every_hours: number, 
/**
 * RFC 3339 of the last run that came to its end, or "".
 */
done_at: string, 
/**
 * RFC 3339 of the last run, or "".
 */
tried_at: string, 
/**
 * What that one did, in a sentence, or "".
 */
says: string, 
/**
 * Why it did not come to its end, in a sentence, or "".
 */
trouble: string, 
/**
 * What else a person should know of it.
 */
notes: Array<string>, 
/**
 * RFC 3339 of the next run, or "" when there is none.
 */
next_at: string, 
/**
 * It is time for one.
 */
due: boolean, 
/**
 * One is under way.
 */
running: boolean, 
/**
 * A bundle waits to be carried to the county.
 */
to_carry: BundleLine | null, };

/**
 * A scheme, dated.
 */
export type RuleSet = { 
/**
 * What people call it.
 */
name: string, 
/**
 * 级别 it is for; "" for every level without a scheme of its own.
 */
level: string, 
/**
 * The first year it is for; until a later one of the same level.
 */
from_year: number, 
/**
 * 基础分 of a year.
 */
base: Points, 
/**
 * 总分上限
 */
cap: Points | null, 
/**
 * The total may fall below nothing.
 */
negative: boolean, 
/**
 * Half points are given.
 */
halves: boolean, 
/**
 * Two years in a row below this: 谈话提醒.
 */
low: Points | null, 
/**
 * Groups with a common cap.
 */
groups: Array<ItemGroup>, 
/**
 * Items, in order.
 */
items: Array<Item>, 
/**
 * Where it comes from, what to check.
 */
note: string, };

/**
 * Deadlines and reminders; every one a setting.
 */
export type Rules = { 
/**
 * 意见建议办理期限
 */
matter_deadline: Deadline, 
/**
 * 重办期限
 */
redo_deadline: Deadline, 
/**
 * 代表建议办理期限
 */
proposal_deadline: Deadline, 
/**
 * 快到期: this many days before the deadline.
 */
soon_days: number, 
/**
 * 该催办: not signed for after this many working days, or overdue and not urged for as long.
 */
urge_days: number, 
/**
 * 接待日提前公告天数
 */
announce_days: number, 
/**
 * 提醒交接: days without a bundle.
 */
handoff_days: number, 
/**
 * 自动锁屏: minutes without a key press; 0 never.
 */
lock_minutes: number, 
/**
 * 述职评议: per cent of 称职 votes for each conclusion.
 */
report: Thresholds, };

/**
 * A draft to keep.
 */
export type SaveAsk = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * The record to change; "" makes a new one.
 */
id: string, 
/**
 * The revision the clerk saw.
 */
revision: number | null, 
/**
 * Field values as typed.
 */
values: Record<string, unknown>, 
/**
 * The draft this came from; dropped with the same commit.
 */
draft: string, };

/**
 * A record as kept.
 */
export type Saved = { 
/**
 * The record.
 */
record: Kept, 
/**
 * The matter made from a visit that was marked 登记为意见建议.
 */
matter: Kept | null, 
/**
 * Doubts that were kept.
 */
doubts: Array<Remark>, };

/**
 * One deputy's seat in a closed term, with what the register said then.
 */
export type Seat = { 
/**
 * 代表
 */
deputy: string, 
/**
 * 届次
 */
term: string, 
/**
 * 任期开始
 */
began: string, 
/**
 * 任期结束
 */
ended: string, 
/**
 * 换届结果
 */
outcome: string, 
/**
 * 级别
 */
levels: Array<string>, 
/**
 * 选区
 */
constituency: string, 
/**
 * 工作单位及职务
 */
employer: string, 
/**
 * 代表证号
 */
certificate: string, 
/**
 * 所属小组
 */
groups: string, };

/**
 * Asks whether a voter was here before.
 */
export type SeenAsk = { 
/**
 * Phone as typed.
 */
phone: string, 
/**
 * Name as typed.
 */
citizen: string, 
/**
 * Village as typed.
 */
village: string, 
/**
 * The visit being edited, left out.
 */
but: string, };

/**
 * What first start asks for.
 */
export type SetUp = { 
/**
 * The station.
 */
station: Station, 
/**
 * First clerk's name.
 */
clerk: string, 
/**
 * Her password.
 */
password: string, 
/**
 * The county's roster, when she has it already, with the digits she heard on the telephone.
 */
roster: RosterConfirm | null, };

/**
 * One station in the county's register, known to its bundles by `code`.
 */
export type Site = { 
/**
 * 站点编号
 */
code: string, 
/**
 * 名称
 */
name: string, 
/**
 * 所属代表之家
 */
home: string, 
/**
 * 乡镇（街道）
 */
town: string, 
/**
 * 站长
 */
head: string, 
/**
 * 联络员
 */
staff: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 状态
 */
status: string, 
/**
 * 地址
 */
address: string, 
/**
 * 成立日期
 */
founded_on: string, 
/**
 * 备注
 */
note: string, };

/**
 * What became of them.
 */
export type SitesAdded = { 
/**
 * Stations that are new in the register.
 */
sites: number, 
/**
 * 代表之家 that came with them, because the stations name them.
 */
homes: number, };

/**
 * Where a slip goes.
 */
export type SlipAsk = { 
/**
 * Folder to write to.
 */
folder: string, };

/**
 * What a slip is to this county.
 */
export type SlipRead = { 
/**
 * The station's code.
 */
code: string, 
/**
 * Its name, as it says.
 */
name: string, 
/**
 * Digit groups, to compare by telephone.
 */
fingerprint: string, 
/**
 * known 已在册, rotation 旧密钥签过, fresh 要打电话.
 */
standing: string, 
/**
 * The same in a sentence.
 */
says: string, };

/**
 * The enrolment slip.
 */
export type SlipSheet = { 
/**
 * Station code.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The county office it is for, or "" without a roster.
 */
county: string, 
/**
 * RFC 3339 when it was made.
 */
made_at: string, 
/**
 * Name of its file: slip-JS-017-48947.txt
 */
file: string, 
/**
 * The slip, as it goes to the county.
 */
text: string, 
/**
 * Eight groups of digits, to compare by telephone.
 */
fingerprint: string, 
/**
 * Its A4 page, with the text as a QR code, as an SVG picture.
 */
pages: Array<string>, 
/**
 * A key the county knows has signed too: no telephone is needed.
 */
countersigned: boolean, };

/**
 * A slip to be taken in.
 */
export type SlipTake = { 
/**
 * Its text.
 */
text: string, 
/**
 * The digits as the station read them out; "" where a key in the roster has signed.
 */
fingerprint: string, };

/**
 * A slip as it came.
 */
export type SlipText = { 
/**
 * Its text.
 */
text: string, };

/**
 * Files written.
 */
export type SlipWritten = { 
/**
 * Full paths: the slip, and a page to print.
 */
files: Array<string>, };

/**
 * Something rules may count.
 */
export type SourceName = { 
/**
 * activity:视察调研
 */
source: string, 
/**
 * 活动·视察调研
 */
label: string, };

/**
 * Numbers from `first` to `last`, both in it.
 */
export type Span = { 
/**
 * The first.
 */
first: number, 
/**
 * The last.
 */
last: number, };

/**
 * Where the program stands.
 */
export type Stage = "first" | "locked" | "open";

/**
 * How a station stands, the most pressing first.
 */
export type Standing = "overdue" | "never" | "silent" | "idle" | "fine" | "unused";

/**
 * Where the program stands, and for whom.
 */
export type State = { 
/**
 * First, locked or open.
 */
stage: Stage, 
/**
 * Program version.
 */
version: string, 
/**
 * The station, once open.
 */
station: Station | null, 
/**
 * Who is signed in, or "".
 */
clerk: string, 
/**
 * What she may do; null before she signed in.
 */
post: Post | null, 
/**
 * RFC 3339 of the last saved change, or "".
 */
saved_at: string, 
/**
 * Minutes without a key press until it locks; 0 never.
 */
lock_minutes: number, };

/**
 * The station's own data, as asked at first start.
 */
export type Station = { 
/**
 * Station or county.
 */
role: Role, 
/**
 * JS-017
 */
code: string, 
/**
 * 联络站名称
 */
name: string, 
/**
 * 乡镇
 */
town: string, 
/**
 * 代表之家
 */
home: string, 
/**
 * 地址
 */
address: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 站长
 */
head: string, 
/**
 * 联络员
 */
staff: string, };

/**
 * The station's own public keys.
 */
export type StationKey = { 
/**
 * Station code.
 */
code: string, 
/**
 * The `.pub` file for minisign, as text.
 */
minisign: string, 
/**
 * age recipient: age1…
 */
age: string, 
/**
 * Eight groups of digits over both keys, to compare by telephone.
 */
fingerprint: string, 
/**
 * Epoch of this home: e3f9.
 */
epoch: string, };

/**
 * A station, by the best that is known of it.
 */
export type StationLine = { 
/**
 * JS-017
 */
code: string, 
/**
 * 三溪村代表联络站
 */
name: string, 
/**
 * 乡镇（街道）
 */
town: string, 
/**
 * 代表之家, by name
 */
home: string, 
/**
 * Its record in the register, or "" while it has none.
 */
site: string, 
/**
 * It sent a bundle.
 */
sent: boolean, 
/**
 * In use: neither being set up nor closed.
 */
open: boolean, };

/**
 * Names stations by code.
 */
export type StationsAsk = { 
/**
 * Their codes.
 */
codes: Array<string>, };

/**
 * One step in the life of a matter; never edited, so that the timeline stays true.
 */
export type Step = { 
/**
 * 意见建议
 */
matter: string, 
/**
 * 步骤
 */
kind: string, 
/**
 * 日期
 */
done_on: string, 
/**
 * 说明
 */
note: string, 
/**
 * 主办单位
 */
unit: string, 
/**
 * 协办单位
 */
co_units: string, 
/**
 * 要求办结日期
 */
due_on: string, 
/**
 * 经手人
 */
person: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 结果类别
 */
result_class: string, 
/**
 * 反馈对象
 */
told: string, 
/**
 * 反馈方式
 */
way: string, 
/**
 * 选民满意度
 */
voter_rating: string, 
/**
 * 代表满意度
 */
deputy_rating: string, 
/**
 * 办理态度
 */
attitude_rating: string, 
/**
 * 代表建议编号
 */
proposal_number: string, 
/**
 * 原状态
 */
from_state: string, 
/**
 * 新状态
 */
to_state: string, };

/**
 * A period put in sentences.
 */
export type Summary = { 
/**
 * Paragraphs of words and numbers.
 */
paragraphs: Array<Array<Piece>>, 
/**
 * The same as text, to be pasted elsewhere.
 */
text: string, };

/**
 * Whose sentences.
 */
export type SummaryAsk = { 
/**
 * The period, both days in it.
 */
period: Period, 
/**
 * Codes; empty for all.
 */
stations: Array<string>, };

/**
 * The supervision of a matter or a proposal.
 */
export type Supervision = { 
/**
 * 督办事项
 */
title: string, 
/**
 * 意见建议
 */
matter: string, 
/**
 * 代表建议
 */
proposal: string, 
/**
 * 督办领导
 */
official: string, 
/**
 * 督办部门
 */
offices: string, 
/**
 * 参加代表
 */
deputies: Array<string>, 
/**
 * 开始日期
 */
started_on: string, 
/**
 * 完成期限
 */
due_on: string, 
/**
 * 状态
 */
state: string, 
/**
 * 督办结果
 */
result: string, 
/**
 * 完成日期
 */
ended_on: string, 
/**
 * 备注
 */
note: string, };

/**
 * What the county asks for.
 */
export type TableAsk = { 
/**
 * The period, both days in it.
 */
period: Period, 
/**
 * Codes; empty for all.
 */
stations: Array<string>, 
/**
 * What the lines are.
 */
by: Axis, };

/**
 * A table to write down as a workbook.
 */
export type TableWrite = { 
/**
 * Which figures.
 */
ask: TableAsk, 
/**
 * Its title; also the file's name.
 */
title: string, 
/**
 * Keys of its columns; empty for all.
 */
columns: Array<string>, };

/**
 * Names a receipt's file, or a folder or stick in which they lie.
 */
export type TakeAsk = { 
/**
 * Full path.
 */
path: string, };

/**
 * What a receipt said.
 */
export type Taken = { 
/**
 * It was taken before; nothing changed.
 */
again: boolean, 
/**
 * In a sentence.
 */
says: string, 
/**
 * What must be cleared up by telephone: two computers with one station's data, a journal that does not agree.
 */
alarms: Array<string>, 
/**
 * Numbers the county has without a gap, in the newest epoch it knows.
 */
acked_through: number, 
/**
 * Numbers it does not have.
 */
missing: Array<Span>, 
/**
 * Numbers it must still get: no later bundle carried what they hold.
 */
needed: Array<Span>, 
/**
 * Lines the county did not take and that have not been changed since.
 */
refused: Array<Refusal>, 
/**
 * What the county said of matters.
 */
words: Array<Word>, 
/**
 * Bundles made, as they stand now.
 */
bundles: Array<BundleLine>, };

/**
 * Loads a form.
 */
export type TemplateAsk = { 
/**
 * Of which it is another edition; "" for a new one.
 */
id: string, 
/**
 * What to call it; "" takes the file's name, or keeps the name it has.
 */
name: string, 
/**
 * The file's name.
 */
file: string, 
/**
 * The .xlsx, base64.
 */
base64: string, };

/**
 * A file of a form.
 */
export type TemplateEdition = { 
/**
 * The file's name, as it was chosen.
 */
file: string, 
/**
 * SHA-256 of its bytes, hex.
 */
sha256: string, 
/**
 * Keys of the registers it is filled from.
 */
registers: Array<string>, 
/**
 * RFC 3339 when it was loaded.
 */
at: string, 
/**
 * By whom.
 */
clerk: string, };

/**
 * Something wrong in a form that was to be loaded.
 */
export type TemplateFault = { 
/**
 * The sheet; "" for the whole file.
 */
sheet: string, 
/**
 * The cell, as Excel calls it; "" for the whole sheet.
 */
cell: string, 
/**
 * A sentence.
 */
says: string, };

/**
 * What became of a form that was to be loaded.
 */
export type TemplateKept = { 
/**
 * Everything wrong with it; nothing was kept while there is anything.
 */
faults: Array<TemplateFault>, 
/**
 * Its id; "" where nothing was kept.
 */
id: string, 
/**
 * All forms as they are now.
 */
templates: Array<TemplateLine>, };

/**
 * A form of the office's own.
 */
export type TemplateLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * What people call it; also the name of the file it makes.
 */
name: string, 
/**
 * What the registers it is filled from are called.
 */
registers: Array<string>, 
/**
 * The file in use.
 */
edition: TemplateEdition, 
/**
 * There is an edition before, to go back to.
 */
has_earlier: boolean, 
/**
 * RFC 3339 when it was removed, or "".
 */
removed_at: string, };

/**
 * Gives a form another name.
 */
export type TemplateName = { 
/**
 * Its id.
 */
id: string, 
/**
 * The name.
 */
name: string, };

/**
 * Of which register to write a form to begin with, and where to.
 */
export type TemplateSample = { 
/**
 * Key of the register.
 */
register: string, 
/**
 * Folder; "" is 文档/代表联络站台账/台账.
 */
folder: string, };

/**
 * Which form to write, of which days, and where to.
 */
export type TemplateWrite = { 
/**
 * Its id.
 */
id: string, 
/**
 * First day, YYYY-MM-DD.
 */
from: string, 
/**
 * Last day, YYYY-MM-DD.
 */
to: string, 
/**
 * County: codes of the stations; empty for all.
 */
stations: Array<string>, 
/**
 * County: a folder for each station instead of all merged.
 */
per_station: boolean, 
/**
 * Folder; "" is 文档/代表联络站台账/台账.
 */
folder: string, };

/**
 * How one deputy goes on.
 */
export type TermAsk = { 
/**
 * Her record.
 */
id: string, 
/**
 * Elected again; else she leaves.
 */
stays: boolean, };

/**
 * A term ends, another begins.
 */
export type TermChange = { 
/**
 * 届次 that ends.
 */
closes: string, 
/**
 * 届次 that begins.
 */
opens: string, 
/**
 * First day of the one that ends.
 */
began: string, 
/**
 * First day of the one that begins.
 */
on: string, 
/**
 * Every deputy it concerns.
 */
deputies: Array<TermAsk>, };

/**
 * One term with what was done in it.
 */
export type TermLine = { 
/**
 * 第十九届
 */
term: string, 
/**
 * First day; "" when not known.
 */
from: string, 
/**
 * Last day; "" while it runs.
 */
to: string, 
/**
 * Deputies in it.
 */
seats: number, 
/**
 * Of them elected again.
 */
reelected: number, 
/**
 * Of them no longer deputies.
 */
left: number, 
/**
 * Its figures; of the one that runs, up to today.
 */
figures: Figures, };

/**
 * A term of the deputy.
 */
export type TermSpan = { 
/**
 * 第十九届
 */
term: string, 
/**
 * First day; "" when not known.
 */
from: string, 
/**
 * Last day; "" while it runs.
 */
to: string, 
/**
 * 连任, 离任, or "" while it runs.
 */
outcome: string, };

/**
 * Every term, and who would be carried over.
 */
export type Terms = { 
/**
 * Oldest first; the last one runs.
 */
lines: Array<TermLine>, 
/**
 * Deputies who have not left, by name.
 */
deputies: Array<TermsPerson>, 
/**
 * Day after the last closed term, or of the oldest record: where the running term began.
 */
began: string, 
/**
 * The last change can be taken back.
 */
undo: boolean, 
/**
 * Why not, when there was one; "".
 */
undo_why: string, };

/**
 * A deputy a change may concern.
 */
export type TermsPerson = { 
/**
 * Her record.
 */
id: string, 
/**
 * 姓名
 */
name: string, 
/**
 * 级别
 */
levels: string, 
/**
 * 届次 in her record.
 */
term: string, };

/**
 * From how many per cent of 称职 votes which conclusion follows.
 */
export type Thresholds = { 
/**
 * 称职 from here on.
 */
competent: number, 
/**
 * 基本称职 from here on; 不称职 below.
 */
basic: number, };

/**
 * One station in the picture.
 */
export type Tile = { 
/**
 * Which.
 */
station: StationLine, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * 接待日（次） this month.
 */
reception_days: number, 
/**
 * 接待（批次） this month.
 */
visit_batches: number, 
/**
 * Matters not closed（件）.
 */
open: number, 
/**
 * Of them overdue（件）.
 */
overdue: number, 
/**
 * Whole days since its newest bundle was made; null when nothing came.
 */
days_silent: number | null, };

/**
 * What a deadline is counted in.
 */
export type TimeUnit = "days" | "working_days" | "months";

/**
 * The desk of today.
 */
export type Today = { 
/**
 * YYYY-MM-DD
 */
date: string, 
/**
 * 星期三
 */
weekday: string, 
/**
 * The next reception day, if one is planned.
 */
next_reception: NextReception | null, 
/**
 * Reception days of the past still marked planned or announced.
 */
unclosed_receptions: Array<Hit>, 
/**
 * A reception day was held this month.
 */
held_this_month: number, 
/**
 * Late, most late first; at most 20.
 */
overdue: Array<DueMatter>, 
/**
 * How many are late.
 */
overdue_total: number, 
/**
 * Due soon, nearest first; at most 20.
 */
soon: Array<DueMatter>, 
/**
 * How many are due soon.
 */
soon_total: number, 
/**
 * Should be urged; at most 20.
 */
urge: Array<DueMatter>, 
/**
 * How many should be urged.
 */
urge_total: number, 
/**
 * Answered but not fed back to voter and deputy; at most 20.
 */
not_fed_back: Array<DueMatter>, 
/**
 * How many are not fed back.
 */
not_fed_back_total: number, 
/**
 * Waiting for a signature or a referral.
 */
to_refer: Array<DueMatter>, 
/**
 * How many wait.
 */
to_refer_total: number, 
/**
 * Promises of deputies that are late or due soon, nearest first; at most 20.
 */
promises: Array<DueMatter>, 
/**
 * How many they are.
 */
promises_total: number, 
/**
 * 履职申报 that wait for their review, longest first; at most 20.
 */
to_review: Array<DueMatter>, 
/**
 * How many they are.
 */
to_review_total: number, 
/**
 * What was being typed.
 */
drafts: Array<Draft>, 
/**
 * The newest bundle.
 */
last_bundle: BundleLine | null, 
/**
 * A bundle the schedule packed, to be carried to the county.
 */
to_carry: BundleLine | null, 
/**
 * Changes not in any bundle yet.
 */
unpacked: number, 
/**
 * Records in all.
 */
records: number, 
/**
 * RFC 3339 of the last saved change, or "".
 */
saved_at: string, 
/**
 * The PC's clock says an earlier time than the last change was saved at: somebody set it back, or its battery is empty.
 */
clock_back: boolean, 
/**
 * RFC 3339 of the last backup, or "".
 */
backup_at: string, 
/**
 * Changes wait longer than three days for a backup.
 */
backup_late: boolean, 
/**
 * No drill passed for more than 90 days.
 */
drill_due: boolean, 
/**
 * Voters' data is months past its retention, and nobody has purged it.
 */
purge_due: boolean, 
/**
 * Bytes left where records and backups lie, once they are too few.
 */
tight: number | null, 
/**
 * A handoff is due by the rules.
 */
handoff_due: boolean, };

/**
 * What a host shows for any failure: plain words, never a bare code.
 */
export type Trouble = { 
/**
 * Stable name for the few screens that branch on it.
 */
code: string, 
/**
 * 发生了什么
 */
what: string, 
/**
 * 您的数据怎样
 */
data: string, 
/**
 * 现在怎么办
 */
next: string, 
/**
 * Field remarks, when a draft was refused.
 */
remarks: Array<Remark>, };

/**
 * A unit that matters are handed to; matters name it by `name`.
 */
export type Unit = { 
/**
 * 单位名称
 */
name: string, 
/**
 * 性质
 */
kind: string, 
/**
 * 分管领导
 */
head: string, 
/**
 * 联系人
 */
staff: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 分管副县长
 */
chief: string, 
/**
 * 对口专委
 */
committee: string, 
/**
 * 备注
 */
note: string, };

/**
 * A unit's numbers in a period. Each names its own 件; none is computed from another's rounding.
 */
export type UnitFigures = { 
/**
 * 收到, 件
 */
received: number, 
/**
 * 按期, 件
 */
on_time: number, 
/**
 * 超期 (answered late, or not answered and past the deadline), 件
 */
late: number, 
/**
 * 还在期限内, 件
 */
pending: number, 
/**
 * 撤回或转为代表建议 before an answer, 件: in no rate.
 */
dropped: number, 
/**
 * A, B, C, D, 件
 */
classes: [number, number, number, number], 
/**
 * 退回重办过, 件
 */
redone: number, 
/**
 * 承诺 (B) 已落实, 件
 */
kept: number, 
/**
 * 对办理态度, 份
 */
attitude: Ratings, 
/**
 * 对办理结果, 份
 */
result: Ratings, };

/**
 * How one unit stands with its matters.
 */
export type UnitLine = { 
/**
 * 承办单位
 */
unit: string, 
/**
 * With it now: 已交办, 已签收, 办理中.
 */
open: number, 
/**
 * Of these, not signed for.
 */
unsigned: number, 
/**
 * Of these, past the deadline.
 */
overdue: number, 
/**
 * Of these, due soon.
 */
soon: number, 
/**
 * Answered and not closed.
 */
answered: number, 
/**
 * Ever handed to it.
 */
total: number, 
/**
 * Earliest deadline of those with it, YYYY-MM-DD, or "".
 */
next_due: string, };

/**
 * One unit's evaluation.
 */
export type UnitMark = { 
/**
 * 承办单位
 */
unit: string, 
/**
 * Its numbers.
 */
figures: UnitFigures, 
/**
 * Its rates, per cent.
 */
rates: Rates, 
/**
 * Its score, 0 to 100; null where there is nothing to score.
 */
score: number | null, };

/**
 * Names an update, or with "" every one that lies on a stick or in the documents.
 */
export type UpdateAsk = { 
/**
 * Full path, or "".
 */
path: string, };

/**
 * An update that lies somewhere.
 */
export type UpdateFound = { 
/**
 * Full path.
 */
path: string, 
/**
 * Its file's name.
 */
name: string, 
/**
 * newer, same, older, other (for another system), refused
 */
state: string, 
/**
 * 0.2.0; "" where it was refused.
 */
version: string, 
/**
 * YYYY-MM-DD it was made.
 */
made_on: string, 
/**
 * What is new.
 */
changes: Array<string>, 
/**
 * Why it can't be used, or "".
 */
says: string, };

/**
 * An update to be put into a folder for others.
 */
export type UpdatePut = { 
/**
 * Full path of the update.
 */
path: string, 
/**
 * The stick, or a folder.
 */
folder: string, };

/**
 * An update that was taken.
 */
export type UpdateTaken = { 
/**
 * Its version.
 */
version: string, 
/**
 * Full path of the backup made before.
 */
backup: string, 
/**
 * Where an administrator finds the package to install; "" where the program needs only be started anew.
 */
installer: string, };

/**
 * The program, and the updates there are for it.
 */
export type Updates = { 
/**
 * The running version.
 */
version: string, 
/**
 * Its system: windows-x86_64.
 */
platform: string, 
/**
 * ready, no_key (takes no updates), fixed (its folder is the system's)
 */
stands: string, 
/**
 * A version that is laid down and begins at the next start, or "".
 */
waiting: string, 
/**
 * What lies about, the newest first.
 */
found: Array<UpdateFound>, };

/**
 * What a clerk can change of a record, as it was.
 */
export type Version = { 
/**
 * Field values, to be looked at and saved again.
 */
values: Record<string, unknown>, };

/**
 * Asks for a record as one of its changes left it.
 */
export type VersionAsk = { 
/**
 * Which kind.
 */
noun: Noun, 
/**
 * Its id.
 */
id: string, 
/**
 * Place of the change in the journal.
 */
place: number, };

/**
 * One meeting of voters with deputies.
 */
export type Visit = { 
/**
 * 方式
 */
kind: string, 
/**
 * 日期
 */
date: string, 
/**
 * 时间
 */
time: string, 
/**
 * 接待日
 */
reception_day: string, 
/**
 * 代表
 */
deputies: Array<string>, 
/**
 * 选民姓名
 */
citizen: string, 
/**
 * 性别
 */
sex: string, 
/**
 * 住址（村组）
 */
village: string, 
/**
 * 电话
 */
phone: string, 
/**
 * 人数
 */
people: number | null, 
/**
 * 反映问题（原话）
 */
problem: string, 
/**
 * 类别
 */
category: string, 
/**
 * 代表答复
 */
reply: string, 
/**
 * 处理方式
 */
handling: string, 
/**
 * 地点
 */
place: string, 
/**
 * 来访方式
 */
way: string, 
/**
 * 转交单位
 */
unit: string, 
/**
 * 办理结果
 */
result: string, 
/**
 * 反馈时间
 */
fed_back_on: string, 
/**
 * 反馈方式
 */
fed_back_way: string, 
/**
 * 满意度
 */
rating: string, 
/**
 * 户数
 */
households: number | null, 
/**
 * 宣传内容
 */
publicity: string, 
/**
 * 保密
 */
confidential: boolean, 
/**
 * 记录人
 */
recorder: string, 
/**
 * 备注
 */
note: string, };

/**
 * One bundle that lies there.
 */
export type Waiting = { 
/**
 * Full path.
 */
path: string, 
/**
 * Code of its sender; "" when its outside does not hold.
 */
station: string, 
/**
 * What the roster calls it.
 */
name: string, 
/**
 * Epoch, or "".
 */
epoch: string, 
/**
 * Number; 0 when its outside does not hold.
 */
seq: number, 
/**
 * Everything, not only what was new.
 */
full: boolean, 
/**
 * RFC 3339 when it was made, or "".
 */
made_at: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * new 可以收, again 已经收过, fork 重号, refused 不能收.
 */
state: string, 
/**
 * The same in a sentence.
 */
says: string, 
/**
 * Why it can't be taken.
 */
trouble: Trouble | null, };

/**
 * How much each criterion weighs in the score; 0 leaves it out.
 */
export type Weights = { 
/**
 * 按期办理率
 */
on_time: number, 
/**
 * 解决率: A among those answered.
 */
solved: number, 
/**
 * 对办理结果的满意和基本满意率
 */
result: number, 
/**
 * 对办理态度的满意和基本满意率
 */
attitude: number, 
/**
 * 一次办成率: not sent back for re-handling.
 */
once: number, 
/**
 * 承诺落实率: of B, those followed up.
 */
kept: number, };

/**
 * The answer to a first start.
 */
export type Welcome = { 
/**
 * To print and lock away; shown this once.
 */
recovery_phrase: string, 
/**
 * County only: the escrow identity to print; shown this once. Otherwise "".
 */
escrow: string, 
/**
 * Where the program stands now.
 */
state: State, };

/**
 * What the county said of one matter.
 */
export type Word = { 
/**
 * The matter's id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Its title.
 */
title: string, 
/**
 * In a sentence: 县里答复：…
 */
says: string, };

/**
 * What was written.
 */
export type Written = { 
/**
 * Full paths of the files.
 */
files: Array<string>, 
/**
 * The folder.
 */
folder: string, 
/**
 * Rows in all.
 */
rows: number, 
/**
 * Sentences the clerk should read: a file was open and got another name.
 */
notes: Array<string>, };

/**
 * Asks for a year.
 */
export type YearAsk = { 
/**
 * 2024
 */
year: number, };

/** Every command: its question and its answer. */
export interface Contract {
  /** Where the program stands: nothing set up, locked, or open; asked first of all */
  state: { question: Nothing; answer: State };
  /** Sets a station up; answers with the recovery phrase, shown once */
  set_up: { question: SetUp; answer: Welcome };
  /** Opens with a password */
  unlock: { question: Password; answer: State };
  /** Opens with the recovery phrase and sets a new password */
  recover: { question: Recovery; answer: State };
  /** What a backup holds, once every byte of it was compared with its digest; changes nothing */
  backup_look: { question: BackupFile; answer: BackupLook };
  /** Backups at the usual place and on sticks, newest first */
  backups_found: { question: Nothing; answer: Array<FoundBackup> };
  /** Puts a home together again: from a backup, from what reads of a damaged one, or from both */
  rescue: { question: RescueAsk; answer: Rescued };
  /** Goes on with a home that saved changes are missing from */
  rescue_keep: { question: Password; answer: Nothing };
  /** Locks */
  lock: { question: Nothing; answer: State };
  /** Changes the signed-in clerk's password */
  change_password: { question: PasswordChange; answer: Nothing };
  /** Makes a new recovery phrase; the old one opens nothing from then on */
  new_recovery: { question: Password; answer: Phrase };
  /** Everyone who signs in here, and what each may do */
  clerks: { question: Nothing; answer: Array<ClerkLine> };
  /** Adds a person with a password of her own */
  clerk_add: { question: ClerkAdd; answer: Array<ClerkLine> };
  /** Gives someone another post */
  clerk_post: { question: ClerkPost; answer: Array<ClerkLine> };
  /** Takes someone's way in away */
  clerk_remove: { question: IdAsk; answer: Array<ClerkLine> };
  /** What is due today, what is late, and whether the work is safe */
  today: { question: Nothing; answer: Today };
  /** One page of a list, with its honest count */
  page: { question: PageAsk; answer: Page };
  /** One record with its names, attachments, related records and history */
  record: { question: RecordAsk; answer: Opened };
  /** A record as one of its changes left it, to be saved again */
  version: { question: VersionAsk; answer: Version };
  /** Checks a draft without keeping it */
  check: { question: CheckAsk; answer: Remarks };
  /** Keeps a draft as a record: all remarks at once, or the record as kept */
  save: { question: SaveAsk; answer: Saved };
  /** Moves a record to the recycle bin */
  delete: { question: RecordAsk; answer: Nothing };
  /** Takes a record out of the recycle bin */
  restore: { question: RecordAsk; answer: Kept };
  /** The recycle bin */
  bin: { question: Nothing; answer: Array<Hit> };
  /** People, visits, activities and matters that match a few characters */
  find: { question: FindAsk; answer: Array<Hit> };
  /** Names to pick from, recent ones first */
  pick: { question: PickAsk; answer: Array<Name> };
  /** Whether this voter was here before, and what became of it */
  seen_before: { question: SeenAsk; answer: Array<Hit> };
  /** Keeps what is being typed */
  draft_keep: { question: Draft; answer: Draft };
  /** What was being typed */
  drafts: { question: Nothing; answer: Array<Draft> };
  /** Drops a draft */
  draft_drop: { question: IdAsk; answer: Nothing };
  /** Adds a photo, scan or PDF to a record */
  attach: { question: AttachAsk; answer: Attachment };
  /** The bytes of an attachment */
  attachment: { question: IdAsk; answer: AttachmentBytes };
  /** Puts an unencrypted copy of an attachment into the documents folder */
  attachment_copy: { question: IdAsk; answer: Copied };
  /** Takes an attachment off its record */
  detach: { question: IdAsk; answer: Nothing };
  /** The moves a matter may make now */
  moves: { question: IdAsk; answer: Array<Move> };
  /** Moves a matter one step */
  move_matter: { question: MoveAsk; answer: Opened };
  /** Takes the last step back; the timeline keeps both */
  undo_move: { question: RecordAsk; answer: Opened };
  /** Moves many matters the same step; or only says which fit */
  move_many: { question: ManyAsk; answer: ManyMoved };
  /** County: how every unit stands with what it was handed */
  referral_units: { question: Nothing; answer: Array<UnitLine> };
  /** County: writes 交办单 for units or for single matters */
  referral_papers: { question: PapersAsk; answer: Written };
  /** County: says what a 交办单 that came back would do, or takes it in */
  referral_return: { question: ReturnAsk; answer: Returned };
  /** County: notes how a supervision went on, on the matter's timeline too */
  supervision_progress: { question: ProgressAsk; answer: Opened };
  /** County: how the units did in a period, by the weights kept or by others to try */
  evaluation: { question: EvaluationAsk; answer: Evaluation };
  /** County: keeps the weights of the evaluation */
  evaluation_weights: { question: Weights; answer: Weights };
  /** County: the matters one number of the evaluation counts */
  evaluation_open: { question: EvaluationOpen; answer: Array<Hit> };
  /** County: writes the evaluation as a workbook */
  evaluation_write: { question: EvaluationWrite; answer: Written };
  /** The station's own data */
  station: { question: Nothing; answer: Station };
  /** Changes the station's own data */
  station_save: { question: Station; answer: Station };
  /** Deadlines and reminders */
  rules: { question: Nothing; answer: Rules };
  /** Changes deadlines and reminders */
  rules_save: { question: Rules; answer: Rules };
  /** How long personal data is kept, and what was purged */
  retention: { question: Nothing; answer: Retention };
  /** Changes how long personal data is kept; purges nothing */
  retention_save: { question: Retention; answer: Retention };
  /** What a purge would take out now, and what stays and why; changes nothing */
  purge_look: { question: Nothing; answer: PurgeLook };
  /** Takes personal data out of what is kept no longer, for good */
  purge: { question: PurgeAsk; answer: Purged };
  /** Makes a backup without what was purged, proves it, and takes away those that still hold it */
  backups_renew: { question: Nothing; answer: BackupsRenewed };
  /** Everything that names one person */
  held_look: { question: HeldAsk; answer: Held };
  /** Writes it as a workbook to hand to her */
  held_write: { question: HeldAsk; answer: Written };
  /** Every list of choices */
  lists: { question: Nothing; answer: Array<ListWords> };
  /** Replaces the words of one list; old records keep theirs */
  list_save: { question: ListWords; answer: ListWords };
  /** Days off and make-up days of a year */
  holidays: { question: YearAsk; answer: Array<Holiday> };
  /** Replaces the table of a year */
  holidays_save: { question: HolidayYear; answer: Array<Holiday> };
  /** County: every station it knows of, in the register or not */
  stations: { question: Nothing; answer: Array<StationLine> };
  /** County: puts stations that enrolled or sent bundles into the register */
  sites_add: { question: StationsAsk; answer: SitesAdded };
  /** County: which deputy records of several stations are one person, and which may be */
  people: { question: Nothing; answer: People };
  /** County: a deputy's records over all stations and the sum of what was done */
  person: { question: IdAsk; answer: PersonPage };
  /** County: two deputy records are one person */
  people_merge: { question: PairAsk; answer: People };
  /** County: two deputy records are two people, and are never proposed again */
  people_part: { question: PairAsk; answer: People };
  /** County: takes back what was said of two deputy records */
  people_undo: { question: PairAsk; answer: People };
  /** County: members, deputies, who keeps in touch with whom and was it done this year */
  assigning: { question: Nothing; answer: Assigning };
  /** County: gives deputies to a member, or to none */
  assign: { question: AssignAsk; answer: Assigning };
  /** County: what a table of stations, 代表之家, units or members would bring; changes nothing */
  import_look: { question: ImportAsk; answer: ImportLook };
  /** County: takes the sound rows of such a table in, all at once */
  import_take: { question: ImportAsk; answer: ImportDone };
  /** County: writes the empty table to be filled in */
  import_blank: { question: NounAsk; answer: Copied };
  /** A deputy's 履职档案: eight chapters with the record behind every line */
  dossier: { question: DossierAsk; answer: Dossier };
  /** Writes a deputy's 履职档案 as a workbook */
  dossier_write: { question: DossierAsk; answer: Written };
  /** Puts a declared entry into the file, or sends it back with an opinion */
  duty_review: { question: ReviewAsk; answer: Opened };
  /** A deputy's points of a year, with the record, rule and cap behind each */
  points: { question: PointsAsk; answer: PointsPage };
  /** The schemes points are counted by, presets, and what they can be made of */
  points_rules: { question: Nothing; answer: PointsRules };
  /** Keeps the schemes; closed years go on with theirs */
  points_rules_save: { question: PointsRulesAsk; answer: PointsRules };
  /** What a scheme would make of a year's records; changes nothing */
  points_preview: { question: PreviewAsk; answer: Array<PreviewLine> };
  /** Closes a year of points: its rules are pinned */
  points_close: { question: YearAsk; answer: PointsRules };
  /** Every term with its figures, and who would be carried over */
  terms: { question: Nothing; answer: Terms };
  /** Closes a term and carries deputies over */
  term_change: { question: TermChange; answer: Terms };
  /** Takes the last change of terms back, until the new one has a record */
  term_undo: { question: Nothing; answer: Terms };
  /** The ledgers there are */
  ledgers: { question: Nothing; answer: Array<LedgerKind> };
  /** Writes ledgers for a period */
  ledger_write: { question: LedgerAsk; answer: Written };
  /** The office's own forms, removed ones too */
  templates: { question: Nothing; answer: Array<TemplateLine> };
  /** Loads a form, or another edition of one; everything wrong with it at once, and nothing kept then */
  template_load: { question: TemplateAsk; answer: TemplateKept };
  /** Gives a form another name */
  template_rename: { question: TemplateName; answer: Array<TemplateLine> };
  /** Removes a form; it can be restored */
  template_remove: { question: IdAsk; answer: Array<TemplateLine> };
  /** Restores a removed form; of one that is there, the edition before */
  template_restore: { question: IdAsk; answer: Array<TemplateLine> };
  /** Writes a form filled with the records of a period */
  template_write: { question: TemplateWrite; answer: Written };
  /** Writes a form of a register to begin with, every name that may be written on its second sheet */
  template_sample: { question: TemplateSample; answer: Written };
  /** What an old ledger's file holds: its sheets, which register it looks like, what its columns are; changes nothing */
  old_ledger_read: { question: OldLedgerAsk; answer: OldLedgerFile };
  /** What an old ledger would do row by row, and what is not certain; changes nothing */
  old_ledger_look: { question: OldLedgerAsk; answer: OldLedgerLook };
  /** Takes the sound rows of an old ledger in, all at once */
  old_ledger_take: { question: OldLedgerAsk; answer: OldLedgerDone };
  /** Old ledgers that were taken in, newest first */
  old_ledgers: { question: Nothing; answer: Array<OldLedgerTaken> };
  /** Takes an old ledger back out, while nobody worked on what it brought */
  old_ledger_undo: { question: IdAsk; answer: Array<OldLedgerTaken> };
  /** What the public notices of a period may say, line by line, to decide on */
  notice_look: { question: NoticeAsk; answer: Array<NoticeStation> };
  /** The notices as the public will see them */
  notice_pages: { question: NoticeOrder; answer: Array<NoticePage> };
  /** Writes the notices as a folder of web pages */
  notice_write: { question: NoticeOrder; answer: Written };
  /** The forms there are: to print, and as PDF */
  form_kinds: { question: Nothing; answer: Array<FormKind> };
  /** The A4 pages of a form, filled from records or empty */
  form_pages: { question: FormAsk; answer: FormPages };
  /** Writes a form as PDF */
  form_write: { question: FormAsk; answer: Written };
  /** Figures of a period */
  figures: { question: Period; answer: Figures };
  /** County: every station in one picture */
  overview: { question: Nothing; answer: Overview };
  /** Figures of a period by station, home, level, kind, season, theme, category, unit or time */
  figure_table: { question: TableAsk; answer: FigureTable };
  /** Matters that are not closed, by state and age */
  matter_ages: { question: AgesAsk; answer: Ages };
  /** Such a table as a workbook in the documents folder */
  figure_table_write: { question: TableWrite; answer: Written };
  /** The figures of a period in the sentences the county asks for */
  summary: { question: SummaryAsk; answer: Summary };
  /** Writes those sentences and their figures on one page of Excel in the documents folder */
  summary_write: { question: SummaryAsk; answer: Written };
  /** Keeps a plot as a picture in the documents folder */
  picture_write: { question: PictureAsk; answer: Copied };
  /** Folders and sticks files can go to */
  places: { question: Nothing; answer: Array<Place> };
  /** How much room the next bundle needs */
  pack_estimate: { question: EstimateAsk; answer: Estimate };
  /** The file somebody opened the program with, until it is put by */
  opened_with: { question: Nothing; answer: OpenedWith };
  /** Puts that file by: it is out of reach again */
  opened_put_by: { question: Nothing; answer: Nothing };
  /** Bundles made here and receipts of the county that lie on a stick, by their names */
  on_stick: { question: PlaceAsk; answer: OnStick };
  /** Takes a stick out, or says how to do it by hand */
  eject: { question: PlaceAsk; answer: Ejected };
  /** The program's version, and updates that lie on sticks and in the documents, each checked whole */
  update_look: { question: UpdateAsk; answer: Updates };
  /** Takes an update: checked, the records backed up, then laid down for the next start */
  update_take: { question: UpdateAsk; answer: UpdateTaken };
  /** Puts a checked update on a stick for others */
  update_put: { question: UpdatePut; answer: Copied };
  /** Seals everything since the last receipt into a bundle */
  bundle_pack: { question: PackAsk; answer: Packed };
  /** Bundles made so far, newest first */
  bundles: { question: Nothing; answer: Array<BundleLine> };
  /** Notes that a bundle was handed over */
  bundle_handed: { question: BundleAsk; answer: BundleLine };
  /** The county's keys in force */
  roster: { question: Nothing; answer: RosterView };
  /** Takes a county-signed roster in */
  roster_take: { question: RosterAsk; answer: RosterView };
  /** Takes the county's receipt in: what became of each bundle */
  receipt_take: { question: TakeAsk; answer: Taken };
  /** County: what lies on a stick or in a folder, verified but not taken in */
  inbox_look: { question: PlaceAsk; answer: Lying };
  /** County: takes stations' bundles in, from files and whole sticks */
  bundle_receive: { question: ReceiveAsk; answer: Received };
  /** County: how each station stands */
  inbox: { question: Nothing; answer: Array<InboxLine> };
  /** County: writes a station's receipt, as often as it is asked for */
  receipt_write: { question: ReceiptAsk; answer: Packed };
  /** What a roster at hand is; changes nothing */
  roster_look: { question: RosterAsk; answer: RosterLook };
  /** Takes a roster by a key nothing trusted leads to, with the digits a person compared */
  roster_confirm: { question: RosterConfirm; answer: RosterView };
  /** County: what a station's enrolment slip is; changes nothing */
  slip_read: { question: SlipText; answer: SlipRead };
  /** County: takes stations' slips in and makes the next roster */
  roster_make: { question: MakeAsk; answer: RosterView };
  /** County: changes its own keys; the old signing key hands over to the new */
  roster_rotate: { question: RotateAsk; answer: Rotated };
  /** County: takes a station's keys out of use */
  roster_revoke: { question: RevokeAsk; answer: RosterView };
  /** County: puts the roster in force on a stick, for stations that have none */
  roster_put: { question: PlaceAsk; answer: Copied };
  /** The station's own public keys, to enrol at the county */
  station_key: { question: Nothing; answer: StationKey };
  /** The station's enrolment slip: text, digits, QR code */
  slip: { question: Nothing; answer: SlipSheet };
  /** Writes the slip and a page to print to a folder */
  slip_write: { question: SlipAsk; answer: SlipWritten };
  /** Makes new keys for the station; answers with their slip */
  keys_renew: { question: Nothing; answer: SlipSheet };
  /** How bundles travel over a network, and how the last run went */
  route: { question: Nothing; answer: RouteView };
  /** Sets up how bundles travel over a network; off until then */
  route_set: { question: RouteAsk; answer: RouteView };
  /** Says what works of a route, kept or not */
  route_try: { question: RouteAsk; answer: RouteTried };
  /** Takes and sends what is new over the network */
  route_run: { question: Nothing; answer: RouteDone };
  /** Checks database, journal chain and attachments */
  audit: { question: Nothing; answer: Audit };
  /** What to hand over when something is wrong: versions, sizes, counts, codes, the last of the log; no value of a record */
  diagnosis: { question: Nothing; answer: Diagnosis };
  /** Keeps that text as a file */
  diagnosis_keep: { question: DiagnosisKeep; answer: Copied };
  /** Backups at their usual place, and how old the last is */
  backups: { question: Nothing; answer: Backups };
  /** Makes a backup and reads it back */
  backup_make: { question: BackupAsk; answer: BackupMade };
  /** Opens the newest backup aside and checks all that is in it */
  backup_drill: { question: Nothing; answer: BackupDrill };
}

/** Commands that report progress and can be cancelled. */
export const LONG: readonly (keyof Contract)[] = ["backup_look", "rescue", "purge_look", "purge", "backups_renew", "held_look", "held_write", "ledger_write", "template_write", "old_ledger_read", "old_ledger_look", "old_ledger_take", "old_ledger_undo", "notice_look", "notice_write", "form_pages", "form_write", "on_stick", "eject", "update_look", "update_take", "update_put", "bundle_pack", "receipt_take", "inbox_look", "bundle_receive", "receipt_write", "route_try", "route_run", "audit", "diagnosis", "backup_make", "backup_drill"];

/** What people call each noun, its title and date fields. */
export const NOUNS: Record<Noun, { label: string; title: string; date: string | null }> = {
  deputy: {"label":"代表","title":"name","date":null},
  group: {"label":"代表小组","title":"name","date":null},
  reception_day: {"label":"接待日","title":"date","date":"date"},
  visit: {"label":"接访走访","title":"citizen","date":"date"},
  activity: {"label":"小组活动","title":"name","date":"date"},
  matter: {"label":"意见建议","title":"title","date":"raised_on"},
  step: {"label":"办理过程","title":"kind","date":"done_on"},
  report_meeting: {"label":"述职评议","title":"name","date":"date"},
  promise: {"label":"整改承诺","title":"content","date":"made_on"},
  publicity: {"label":"宣传报道","title":"title","date":"date"},
  book: {"label":"学习用书","title":"name","date":null},
  book_move: {"label":"用书收发","title":"date","date":"date"},
  duty: {"label":"履职申报","title":"title","date":"date"},
  seat: {"label":"代表任期","title":"term","date":"ended"},
  home: {"label":"代表之家","title":"name","date":null},
  site: {"label":"联络站","title":"name","date":null},
  unit: {"label":"承办单位","title":"name","date":null},
  member: {"label":"常委会委员","title":"name","date":null},
  contact: {"label":"委员联系代表","title":"date","date":"date"},
  person: {"label":"代表（合并）","title":"name","date":null},
  proposal: {"label":"代表建议","title":"title","date":"raised_on"},
  supervision: {"label":"督办","title":"title","date":"started_on"},
};

/** What a station keeps and sends; the others are the county office's own. */
export const SENT: readonly Noun[] = ["deputy", "group", "reception_day", "visit", "activity", "matter", "step", "report_meeting", "promise", "publicity", "book", "book_move", "duty", "seat"];

/** Stands where the voter's name stood, once her data's retention is over. */
export const PURGED = "已按期限清除";

/** Every field of every noun, in form order. */
export const FIELDS: Record<Noun, Field[]> = {
  deputy: [
    {"key":"name","label":"姓名","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"sex","label":"性别","kind":{"is":"choice","of":"sex"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"levels","label":"级别","kind":{"is":"choices","of":"level"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"一人可兼几级，可多选"},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"constituency","label":"选区","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"employer","label":"工作单位及职务","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"term","label":"届次","kind":{"is":"choice","of":"term"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"status","label":"状态","kind":{"is":"one_of","of":[["serving","在任"],["left","离任"],["suspended","暂停履职"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"certificate","label":"代表证号","kind":{"is":"text"},"required":false,"max":40,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"ethnicity","label":"民族","kind":{"is":"choice","of":"ethnicity"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"born","label":"出生年月","kind":{"is":"month"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"party","label":"政治面貌","kind":{"is":"choice","of":"party"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"education","label":"学历","kind":{"is":"choice","of":"education"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"committee_member","label":"联系的常委会委员","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  group: [
    {"key":"name","label":"小组名称","kind":{"is":"text"},"required":true,"max":60,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"类型","kind":{"is":"choice","of":"group_kind"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"leader","label":"组长","kind":{"is":"one","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"members","label":"成员","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"staff","label":"联络员","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"founded_on","label":"成立日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  reception_day: [
    {"key":"date","label":"接待日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"slot","label":"时段","kind":{"is":"choice","of":"slot"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"place","label":"接待地点","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"接待代表","kind":{"is":"many","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"两名起"},
    {"key":"staff","label":"联系工作人员","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"announced_on","label":"公告日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"提前3天公告"},
    {"key":"status","label":"状态","kind":{"is":"one_of","of":[["planned","计划"],["announced","已公告"],["held","已举行"],["postponed","延期"],["cancelled","取消"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"theme","label":"接待主题","kind":{"is":"text"},"required":false,"max":100,"more":true,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"postponed_to","label":"改期到","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  visit: [
    {"key":"kind","label":"方式","kind":{"is":"one_of","of":[["station","进站接访"],["appointment","预约"],["phone","电话"],["home","走访入户"],["online","线上"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"time","label":"时间","kind":{"is":"time"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"reception_day","label":"接待日","kind":{"is":"one","of":"reception_day"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"接待代表","kind":{"is":"many","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"citizen","label":"选民姓名","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":true,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"sex","label":"性别","kind":{"is":"choice","of":"sex"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"village","label":"住址（村组）","kind":{"is":"choice","of":"village"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"people","label":"人数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"不填按 1 人计"},
    {"key":"problem","label":"反映问题（原话）","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"category","label":"类别","kind":{"is":"choice","of":"category"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"reply","label":"代表答复","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"handling","label":"处理方式","kind":{"is":"one_of","of":[["answered","当场答复"],["matter","登记为意见建议"],["declined","不予受理（告知去向）"],["noted","记录备查"]]},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"place","label":"地点","kind":{"is":"text"},"required":false,"max":100,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"way","label":"来访方式","kind":{"is":"choice","of":"way"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"unit","label":"转交单位","kind":{"is":"choice","of":"unit"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"result","label":"办理结果","kind":{"is":"text"},"required":false,"max":400,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"fed_back_on","label":"反馈时间","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"fed_back_way","label":"反馈方式","kind":{"is":"choice","of":"feedback_way"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"rating","label":"满意度","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"households","label":"走访户数","kind":{"is":"whole"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"publicity","label":"宣传内容","kind":{"is":"text"},"required":false,"max":400,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"confidential","label":"保密（不公开姓名）","kind":{"is":"flag"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"recorder","label":"记录人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  activity: [
    {"key":"name","label":"活动名称","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"类型","kind":{"is":"choice","of":"activity_kind"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"place","label":"地点","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"organiser","label":"组织","kind":{"is":"one_of","of":[["station","联络站"],["group","代表小组"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"group","label":"代表小组","kind":{"is":"one","of":"group"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"参加代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"expected","label":"应到","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"present","label":"实到","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"活动内容","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"solved","label":"现场解决问题数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"referred","label":"交办件数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"本活动登记的意见建议另有统计，这里填会上交办的总件数"},
    {"key":"season","label":"行动季节","kind":{"is":"choice","of":"season"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"theme","label":"季度主题","kind":{"is":"text"},"required":false,"max":60,"more":true,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"project","label":"民生实事项目","kind":{"is":"text"},"required":false,"max":100,"more":true,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"step","label":"一厅两会步骤","kind":{"is":"one_of","of":[["idea","主意厅里拿（村级议事厅）"],["plan","办法一起想（群众理事会）"],["verdict","效果会上评（民主测评会）"]]},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"previous","label":"上一步活动","kind":{"is":"one","of":"activity"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"同一项目的前一次会"},
    {"key":"partners","label":"联动单位","kind":{"is":"text"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"多个单位用顿号隔开"},
    {"key":"host","label":"主持人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"absent","label":"请假及原因","kind":{"is":"text"},"required":false,"max":400,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"observers","label":"列席人员","kind":{"is":"text"},"required":false,"max":400,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"ended_on","label":"结束日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"hours","label":"学时","kind":{"is":"whole"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"recorder","label":"记录人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"lecturer","label":"授课人","kind":{"is":"text"},"required":false,"max":60,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  matter: [
    {"key":"title","label":"标题","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"raised_on","label":"登记日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"category","label":"类别","kind":{"is":"choice","of":"category"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"内容摘要","kind":{"is":"long"},"required":true,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"citizen","label":"反映人","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"village","label":"村组","kind":{"is":"choice","of":"village"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":false,"sorted":false,"searched":true,"personal":true,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"收集代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"source","label":"来源","kind":{"is":"one_of","of":[["visit","接访走访"],["activity","小组活动"],["online","线上渠道"],["other","其他"]]},"required":true,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"visit","label":"来源接访","kind":{"is":"one","of":"visit"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"activity","label":"来源活动","kind":{"is":"one","of":"activity"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"channel","label":"线上渠道","kind":{"is":"choice","of":"channel"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"confidential","label":"保密（不公开姓名）","kind":{"is":"flag"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"state","label":"状态","kind":{"is":"one_of","of":[["recorded","登记"],["awaiting","待签批"],["referred","已交办"],["signed","已签收"],["working","办理中"],["answered","已答复"],["rated","已评价"],["redo","退回重办"],["promoted","转为代表建议"],["closed","办结"],["withdrawn","撤回"]]},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"lead_unit","label":"主办单位","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"co_units","label":"协办单位","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"referred_on","label":"交办日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"due_on","label":"要求办结日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"signed_by","label":"签收人","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"signed_on","label":"签收日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"handler","label":"承办人","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"handler_phone","label":"承办电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"progress","label":"办理情况","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"answered_on","label":"答复日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"result_class","label":"结果类别","kind":{"is":"one_of","of":[["A","A 已解决"],["B","B 列入计划"],["C","C 暂不能解决"],["D","D 留作参考"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"reported_up","label":"上报上级","kind":{"is":"flag"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"fed_voter_on","label":"反馈选民日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"fed_deputy_on","label":"反馈代表日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"deputy_rating","label":"代表满意度","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"voter_rating","label":"选民满意度","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"attitude_rating","label":"办理态度","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"closed_on","label":"办结日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"closed_how","label":"办理方式","kind":{"is":"one_of","of":[["on_the_spot","当场答复"],["declined","不予受理"],["handled","交办办理"],["by_chair","主席批准办结"],["as_proposal","转代表建议办理"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"redo_count","label":"重办次数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"urge_count","label":"催办次数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"urged_on","label":"最近催办","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"proposal_number","label":"代表建议编号","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"county_step","label":"县里最近一步","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":true,"hint":""},
  ],
  step: [
    {"key":"matter","label":"意见建议","kind":{"is":"one","of":"matter"},"required":true,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"步骤","kind":{"is":"one_of","of":[["record","登记"],["answer_on_spot","当场答复"],["decline","不予受理"],["submit","送签批"],["refer","交办"],["sign","签收"],["return","退回交办"],["start","开始办理"],["answer","答复"],["feed_back","反馈"],["rate","评价"],["redo","退回重办"],["close","办结"],["close_by_chair","主席批准办结"],["urge","催办"],["extend","延期"],["progress","记办理情况"],["approve","主席批示"],["supervise","督办"],["report_up","上报上级"],["promote","转为代表建议"],["follow_up","承诺落实"],["withdraw","撤回"],["undo","撤销上一步"],["not_applied","未按县里意见变更"],["file","附件"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"done_on","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"说明","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"unit","label":"主办单位","kind":{"is":"choice","of":"unit"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"co_units","label":"协办单位","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"多个单位用顿号隔开"},
    {"key":"due_on","label":"要求办结日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"person","label":"经手人","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"result_class","label":"结果类别","kind":{"is":"one_of","of":[["A","A 已解决"],["B","B 列入计划"],["C","C 暂不能解决"],["D","D 留作参考"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"told","label":"反馈对象","kind":{"is":"one_of","of":[["both","选民和代表"],["voter","选民"],["deputy","代表"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"way","label":"反馈方式","kind":{"is":"choice","of":"feedback_way"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"voter_rating","label":"选民对结果","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputy_rating","label":"代表对结果","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"attitude_rating","label":"对办理态度","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"proposal_number","label":"代表建议编号","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"from_state","label":"原状态","kind":{"is":"one_of","of":[["recorded","登记"],["awaiting","待签批"],["referred","已交办"],["signed","已签收"],["working","办理中"],["answered","已答复"],["rated","已评价"],["redo","退回重办"],["promoted","转为代表建议"],["closed","办结"],["withdrawn","撤回"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"to_state","label":"新状态","kind":{"is":"one_of","of":[["recorded","登记"],["awaiting","待签批"],["referred","已交办"],["signed","已签收"],["working","办理中"],["answered","已答复"],["rated","已评价"],["redo","退回重办"],["promoted","转为代表建议"],["closed","办结"],["withdrawn","撤回"]]},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
  ],
  report_meeting: [
    {"key":"deputy","label":"述职代表","kind":{"is":"one","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"place","label":"地点","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"activity","label":"述职评议会","kind":{"is":"one","of":"activity"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"已登记成小组活动的，选上它"},
    {"key":"expected","label":"应到","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"present","label":"实到","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"form","label":"形式","kind":{"is":"one_of","of":[["oral","口头"],["written","书面"]]},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"sent","label":"发出票","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"returned","label":"收回票","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"valid","label":"有效票","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"competent","label":"称职","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"basic","label":"基本称职","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"incompetent","label":"不称职","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"abstained","label":"弃权","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"opinion","label":"意见","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"level","label":"述职级别","kind":{"is":"choice","of":"level"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"overseer","label":"监票人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"teller","label":"计票人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"recorder","label":"记录人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"rate","label":"满意率","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"conclusion","label":"结论","kind":{"is":"one_of","of":[["competent","称职"],["basic","基本称职"],["incompetent","不称职"]]},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"name","label":"姓名","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":true,"inner":true,"hint":""},
  ],
  promise: [
    {"key":"content","label":"承诺内容","kind":{"is":"text"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"report","label":"述职评议","kind":{"is":"one","of":"report_meeting"},"required":true,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"made_on","label":"承诺日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"due_on","label":"完成期限","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"fulfilled_on","label":"落实日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"落实了再填"},
    {"key":"outcome","label":"落实情况","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputy","label":"承诺代表","kind":{"is":"one","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
  ],
  publicity: [
    {"key":"title","label":"题目","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"类型","kind":{"is":"one_of","of":[["report","宣传报道"],["model","身边榜样"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"outlet","label":"媒体或发布处","kind":{"is":"choice","of":"outlet"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"发布日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"涉及代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"count","label":"篇数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"不填算 1 篇；同一篇几家转发的，填总篇数"},
    {"key":"link","label":"链接或文号","kind":{"is":"text"},"required":false,"max":300,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"内容摘要","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"activity","label":"报道的活动","kind":{"is":"one","of":"activity"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"recorder","label":"记录人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  book: [
    {"key":"name","label":"书名","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":"不用写书名号"},
    {"key":"maker","label":"编著者或出版社","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"stock","label":"库存（册）","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
  ],
  book_move: [
    {"key":"book","label":"书名","kind":{"is":"one","of":"book"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"入库或发放","kind":{"is":"one_of","of":[["in","入库"],["out","发放"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"领书代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"count","label":"册数","kind":{"is":"whole"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"发给代表的，不填就按每人一册算"},
    {"key":"activity","label":"在哪次活动发的","kind":{"is":"one","of":"activity"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"source","label":"来源","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"谁发来的、谁买的"},
    {"key":"recorder","label":"经手人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  duty: [
    {"key":"deputy","label":"代表","kind":{"is":"one","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"履职类型","kind":{"is":"choice","of":"duty_kind"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"title","label":"标题","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"date","label":"时间","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"内容","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":"做了什么、结果怎样；表彰写明授予单位和级别"},
    {"key":"source","label":"来源记录编号","kind":{"is":"text"},"required":false,"max":40,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"冲销时写被冲销那条记录的编号；文件、证书写文号"},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"status","label":"审核状态","kind":{"is":"one_of","of":[["declared","申报待审"],["filed","已入档"],["returned","已退回"]]},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"reviewer","label":"审核人","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"reviewed_on","label":"审核日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
    {"key":"opinion","label":"审核意见","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":true,"inner":false,"hint":""},
  ],
  seat: [
    {"key":"deputy","label":"代表","kind":{"is":"one","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"term","label":"届次","kind":{"is":"choice","of":"term"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"began","label":"任期开始","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"ended","label":"任期结束","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"outcome","label":"换届结果","kind":{"is":"one_of","of":[["reelected","连任"],["left","离任"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"levels","label":"级别","kind":{"is":"choices","of":"level"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"constituency","label":"选区","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"employer","label":"工作单位及职务","kind":{"is":"text"},"required":false,"max":100,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"certificate","label":"代表证号","kind":{"is":"text"},"required":false,"max":40,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"groups","label":"所属小组","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  home: [
    {"key":"name","label":"名称","kind":{"is":"text"},"required":true,"max":60,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"town","label":"乡镇（街道）","kind":{"is":"text"},"required":true,"max":40,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"head","label":"负责人","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"staff","label":"联络员","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"address","label":"地址","kind":{"is":"text"},"required":false,"max":100,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"founded_on","label":"成立日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  site: [
    {"key":"code","label":"站点编号","kind":{"is":"text"},"required":true,"max":20,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":"和联络站设置里填的一样，例如 JS-017"},
    {"key":"name","label":"名称","kind":{"is":"text"},"required":true,"max":60,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"home","label":"所属代表之家","kind":{"is":"one","of":"home"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"town","label":"乡镇（街道）","kind":{"is":"text"},"required":false,"max":40,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"head","label":"站长","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"staff","label":"联络员","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"status","label":"状态","kind":{"is":"one_of","of":[["open","在用"],["preparing","筹建"],["closed","已撤并"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"address","label":"地址","kind":{"is":"text"},"required":false,"max":100,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"founded_on","label":"成立日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  unit: [
    {"key":"name","label":"单位名称","kind":{"is":"text"},"required":true,"max":60,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"kind","label":"性质","kind":{"is":"one_of","of":[["department","县直部门"],["town","乡镇（街道）"],["public","事业单位"],["company","企业"],["other","其他"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"head","label":"分管领导","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"staff","label":"联系人","kind":{"is":"text"},"required":false,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"chief","label":"分管副县长","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"committee","label":"对口专（工）委","kind":{"is":"text"},"required":false,"max":60,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  member: [
    {"key":"name","label":"姓名","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"position","label":"职务","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"联系的代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"phone","label":"电话","kind":{"is":"phone"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"term","label":"届次","kind":{"is":"choice","of":"term"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  contact: [
    {"key":"date","label":"日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"member","label":"委员","kind":{"is":"one","of":"member"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"联系的代表","kind":{"is":"many","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"way","label":"方式","kind":{"is":"one_of","of":[["visit","走访"],["talk","座谈"],["phone","电话"],["together","一起接待选民"],["online","线上"],["other","其他"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"place","label":"地点","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"交流内容","kind":{"is":"long"},"required":true,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"opinion","label":"代表的意见建议","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"outcome","label":"处理情况","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"recorder","label":"记录人","kind":{"is":"text"},"required":false,"max":30,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  person: [
    {"key":"name","label":"姓名","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"certificate","label":"代表证号","kind":{"is":"text"},"required":false,"max":40,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"deputies","label":"各站的登记","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"others","label":"不是同一人的登记","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"reason","label":"合并依据","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  proposal: [
    {"key":"case_number","label":"案号","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"title","label":"标题","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"term","label":"届次","kind":{"is":"choice","of":"term"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"meeting","label":"会议","kind":{"is":"text"},"required":false,"max":60,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"例如 第五次会议"},
    {"key":"occasion","label":"提出时间","kind":{"is":"one_of","of":[["session","大会期间"],["between","闭会期间"]]},"required":true,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"raised_on","label":"提出日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"leader","label":"领衔代表","kind":{"is":"one","of":"deputy"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"seconders","label":"附议代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"category","label":"类别","kind":{"is":"choice","of":"category"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"content","label":"内容","kind":{"is":"long"},"required":true,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"matter","label":"来源意见建议","kind":{"is":"one","of":"matter"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"state","label":"状态","kind":{"is":"one_of","of":[["lodged","已登记"],["referred","已交办"],["answered","已答复"],["redo","退回重办"],["closed","办结"],["withdrawn","撤回"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"lead_unit","label":"主办单位","kind":{"is":"choice","of":"unit"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"co_units","label":"协办单位","kind":{"is":"text"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"多个单位用顿号隔开"},
    {"key":"referred_on","label":"交办日期","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"due_on","label":"答复期限","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"交办之日起三个月；复杂的再延长三个月"},
    {"key":"extended","label":"已同意延长三个月","kind":{"is":"flag"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"answered_on","label":"答复日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"answer","label":"答复内容","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"result_class","label":"结果类别","kind":{"is":"one_of","of":[["A","A 已解决"],["B","B 列入计划"],["C","C 暂不能解决"],["D","D 留作参考"]]},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"attitude_rating","label":"对办理态度","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"result_rating","label":"对办理结果","kind":{"is":"choice","of":"rating"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"closed_on","label":"办结日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
  supervision: [
    {"key":"title","label":"督办事项","kind":{"is":"text"},"required":true,"max":100,"more":false,"listed":true,"sorted":true,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"matter","label":"意见建议","kind":{"is":"one","of":"matter"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"proposal","label":"代表建议","kind":{"is":"one","of":"proposal"},"required":false,"max":200,"more":false,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"official","label":"督办领导","kind":{"is":"text"},"required":true,"max":30,"more":false,"listed":true,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"offices","label":"督办部门","kind":{"is":"text"},"required":true,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":"多个部门用顿号隔开"},
    {"key":"deputies","label":"参加代表","kind":{"is":"many","of":"deputy"},"required":false,"max":200,"more":false,"listed":true,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"started_on","label":"开始日期","kind":{"is":"date"},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"due_on","label":"完成期限","kind":{"is":"date"},"required":false,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"state","label":"状态","kind":{"is":"one_of","of":[["running","督办中"],["done","已完成"],["stopped","已停止"]]},"required":true,"max":200,"more":false,"listed":true,"sorted":true,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"result","label":"督办结果","kind":{"is":"long"},"required":false,"max":4000,"more":false,"listed":false,"sorted":false,"searched":true,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"ended_on","label":"完成日期","kind":{"is":"date"},"required":false,"max":200,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
    {"key":"note","label":"备注","kind":{"is":"long"},"required":false,"max":4000,"more":true,"listed":false,"sorted":false,"searched":false,"personal":false,"derived":false,"inner":false,"hint":""},
  ],
};

/** What each list of choices is called. */
export const LISTS: Record<List, string> = {
  category: "意见类别",
  activity_kind: "活动类型",
  season: "行动季节",
  unit: "承办单位",
  village: "村组",
  channel: "来源渠道",
  outlet: "媒体或发布处",
  duty_kind: "履职类型",
  way: "来访方式",
  slot: "时段",
  level: "代表级别",
  term: "届次",
  group_kind: "小组类型",
  feedback_way: "反馈方式",
  rating: "满意度",
  party: "政治面貌",
  education: "学历",
  ethnicity: "民族",
  sex: "性别",
};

/** Lists that take words they do not have yet. */
export const OPEN_LISTS: readonly List[] = ["season", "unit", "village", "channel", "outlet", "term", "education", "ethnicity"];

/** Every arrow in the life of a matter. */
export const MOVES: Move[] = [
  {"kind":"answer_on_spot","from":["recorded"],"to":"closed","needs":["note"],"may":["voter_rating"],"explains":"代表当场答复清楚，直接办结"},
  {"kind":"decline","from":["recorded"],"to":"closed","needs":["note"],"may":[],"explains":"不属人大受理（信访、诉讼、仲裁），写明告知的去向"},
  {"kind":"submit","from":["recorded"],"to":"awaiting","needs":[],"may":["note"],"explains":"送主席（站长）签批"},
  {"kind":"refer","from":["awaiting","redo"],"to":"referred","needs":["unit"],"may":["due_on","co_units","note"],"explains":"交给承办单位，期限不填按规定天数算"},
  {"kind":"sign","from":["referred"],"to":"signed","needs":["person"],"may":["phone","note"],"explains":"承办单位签收"},
  {"kind":"return","from":["referred","signed"],"to":"awaiting","needs":["note"],"may":[],"explains":"承办单位退回，写明理由，重新签批交办"},
  {"kind":"start","from":["signed"],"to":"working","needs":[],"may":["person","phone","note"],"explains":"承办单位开始办理"},
  {"kind":"answer","from":["working"],"to":"answered","needs":["note","result_class"],"may":[],"explains":"承办单位书面或口头答复；答复还不是办结"},
  {"kind":"feed_back","from":["answered","rated"],"to":"","needs":["told"],"may":["way","note"],"explains":"把答复告诉选民和代表，两边都反馈了才能办结"},
  {"kind":"rate","from":["answered"],"to":"rated","needs":["voter_rating"],"may":["deputy_rating","attitude_rating","note"],"explains":"记下满意或基本满意；有不满意的，用“退回重办”"},
  {"kind":"redo","from":["answered"],"to":"redo","needs":["note"],"may":["voter_rating","deputy_rating","attitude_rating"],"explains":"不满意，写明原因，退回重办"},
  {"kind":"close","from":["answered","rated","promoted"],"to":"closed","needs":[],"may":["note"],"explains":"已答复、已向选民和代表反馈、没有不满意"},
  {"kind":"close_by_chair","from":["answered","rated","redo","promoted"],"to":"closed","needs":["note"],"may":[],"explains":"主席批准办结，写明理由"},
  {"kind":"urge","from":["referred","signed","working"],"to":"","needs":[],"may":["note","person"],"explains":"提醒承办单位抓紧办理"},
  {"kind":"extend","from":["referred","signed","working"],"to":"","needs":["due_on","note"],"may":[],"explains":"经同意推迟期限，写明理由"},
  {"kind":"progress","from":["referred","signed","working"],"to":"","needs":["note"],"may":[],"explains":"记下办到哪一步了"},
  {"kind":"approve","from":["awaiting","redo"],"to":"","needs":["person","note"],"may":[],"explains":"记下主席（站长）的批示意见，再交办"},
  {"kind":"supervise","from":["referred","signed","working","answered","rated","redo","promoted"],"to":"","needs":["person","note"],"may":[],"explains":"由领导牵头督办，写明督办领导、部门和这一步做了什么"},
  {"kind":"follow_up","from":["answered","rated","closed"],"to":"","needs":["note"],"may":[],"explains":"答复时列入计划（B 类）的，后来落实了，记下来"},
  {"kind":"report_up","from":["recorded","awaiting","referred","signed","working","answered","rated","redo"],"to":"","needs":[],"may":["note"],"explains":"本级解决不了，上报上级人大，这件事仍留在本站跟踪"},
  {"kind":"promote","from":["recorded","awaiting","referred","signed","working","answered","rated","redo"],"to":"promoted","needs":[],"may":["proposal_number","note"],"explains":"由代表写成代表建议提出，两边互相能查到"},
  {"kind":"withdraw","from":["recorded","awaiting","referred","signed","working","answered","rated","redo"],"to":"withdrawn","needs":["note"],"may":[],"explains":"反映人不再要求办理，写明原因"},
];
