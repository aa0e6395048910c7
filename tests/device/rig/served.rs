//! A file system with one file, the disk: requests of the kernel through FUSE.

use super::medium::Medium;
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, InitFlags, KernelConfig, LockOwner, MountOption, OpenFlags, ReplyAttr, ReplyData, ReplyEmpty,
    ReplyEntry, ReplyOpen, ReplyWrite, Request, WriteFlags,
};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// The name of the disk.
pub(super) const NAME: &str = "disk";
const DISK: INodeNo = INodeNo(2);
/// Threads that answer: a slow request holds up none of the others.
const THREADS: usize = 4;
/// Requests that the kernel has on the way at a time.
const DEPTH: u16 = 64;
/// The kernel asks every time.
const NOT_KEPT: Duration = Duration::ZERO;

struct Served(Arc<Medium>);

/// Mounts it and answers until it is unmounted.
pub(super) fn serve(medium: Arc<Medium>, mount_point: &Path) -> BackgroundSession {
    let mut config = Config::default();
    // Its source is the file that it lies on: of a server that does not say that, nobody could tell whether it lies on some disk,
    // and while it runs azukari would wipe none.
    let source = mount_point.with_file_name("medium");
    config.mount_options = vec![MountOption::FSName(source.to_str().unwrap().into())];
    config.n_threads = Some(THREADS);
    fuser::spawn_mount(Served(medium), mount_point, &config).unwrap()
}

impl Served {
    fn attributes(&self, inode: INodeNo) -> Result<FileAttr, Errno> {
        let (kind, size, perm) = match inode {
            INodeNo::ROOT => (FileType::Directory, 0, 0o700),
            DISK => (FileType::RegularFile, self.0.bytes(), 0o600),
            _ => return Err(Errno::ENOENT),
        };
        Ok(FileAttr {
            ino: inode,
            size,
            blocks: size / super::LBA,
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind,
            perm,
            nlink: 1,
            uid: 0,
            gid: 0,
            rdev: 0,
            blksize: 4096,
            flags: 0,
        })
    }
}

impl Filesystem for Served {
    fn init(&mut self, _: &Request, config: &mut KernelConfig) -> std::io::Result<()> {
        // Several requests at a time, which loop devices send only then. A kernel without it is slower, nothing else.
        let _refused = config.add_capabilities(InitFlags::FUSE_ASYNC_DIO);
        let _refused = config.set_max_background(DEPTH);
        Ok(())
    }

    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let found =
            if parent == INodeNo::ROOT && name == NAME { self.attributes(DISK) } else { Err(Errno::ENOENT) };
        match found {
            Ok(attributes) => reply.entry(&NOT_KEPT, &attributes, Generation(0)),
            Err(errno) => reply.error(errno),
        }
    }

    fn getattr(&self, _: &Request, inode: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.attributes(inode) {
            Ok(attributes) => reply.attr(&NOT_KEPT, &attributes),
            Err(errno) => reply.error(errno),
        }
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        // Past the page cache, whoever asks.
        reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO | FopenFlags::FOPEN_PARALLEL_DIRECT_WRITES);
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let length = u64::from(size).min(self.0.bytes().saturating_sub(offset));
        match self.0.read(offset, length) {
            Ok(content) => reply.data(&content),
            Err(errno) => reply.error(Errno::from_i32(errno.raw_os_error())),
        }
    }

    fn write(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        // A disk does not grow.
        if offset + data.len() as u64 > self.0.bytes() {
            return reply.error(Errno::ENOSPC);
        }
        match self.0.write(offset, data) {
            Ok(()) => reply.written(u32::try_from(data.len()).unwrap_or(u32::MAX)),
            Err(errno) => reply.error(Errno::from_i32(errno.raw_os_error())),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        // The kernel's word for closing: nothing is made sure of.
        reply.ok();
    }

    fn fsync(&self, _: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        match self.0.flush() {
            Ok(()) => reply.ok(),
            Err(errno) => reply.error(Errno::from_i32(errno.raw_os_error())),
        }
    }
}
