//! A backup's tar: looked at, then unpacked; what is put down lies in its folder and nowhere else.

#![no_main]

use std::path::PathBuf;

use liaison::bundle::backup::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let room = PathBuf::from("/dev/shm").join(format!("liaison-fuzz-backup-{}", std::process::id()));
    let (file, into) = (room.join("b.tar"), room.join("into"));
    let _ = std::fs::remove_dir_all(&room);
    std::fs::create_dir_all(&into).unwrap();
    std::fs::write(&file, data).unwrap();
    let looked = check(&file, None, &mut |_| Ok(()));
    let unpacked = check(&file, Some(&into), &mut |_| Ok(()));
    assert_eq!(looked.is_ok(), unpacked.is_ok());
    assert_eq!(std::fs::read_dir(&room).unwrap().count(), 2);
    std::fs::remove_dir_all(&room).unwrap();
});
