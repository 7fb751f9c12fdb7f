/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What namespaces are, a page for each thing that has to be understood once: two screens of 24
 * lines at most. Facts are those of namespaces(7), user_namespaces(7), mount_namespaces(7),
 * pid_namespaces(7), network_namespaces(7), and of the kernel's sources where these are silent.
 */
#include "command/topics.h"

#include <stddef.h>

const struct topic topics_kernel[] = {
	{
		.name = "namespaces",
		.summary = "the eight kinds, how they are made, what keeps them",
		.text = "Every process has one namespace of each kind, and sees of a global thing only\n"
			"that namespace's copy. Children inherit all of them; there is no more to a\n"
			"\"container\" than processes that share some, and a different root.\n"
			"\n"
			"kind    what is its own in it                        Linux   flag of clone(2)\n"
			"mnt     the tree of mounts                           2.4.19  CLONE_NEWNS\n"
			"uts     host name, NIS domain name                   2.6.19  CLONE_NEWUTS\n"
			"ipc     System V IPC, POSIX message queues           2.6.19  CLONE_NEWIPC\n"
			"pid     process numbers, an init of its own          2.6.24  CLONE_NEWPID\n"
			"net     devices, addresses, routes, ports, sockets   2.6.29  CLONE_NEWNET\n"
			"user    user and group ids, capabilities             3.8     CLONE_NEWUSER\n"
			"cgroup  where /sys/fs/cgroup seems to begin          4.6     CLONE_NEWCGROUP\n"
			"time    the monotonic clock and that since boot      5.6     CLONE_NEWTIME\n"
			"\n"
			"Made by clone(2) for a child, or unshare(2) for the caller; joined by setns(2).\n"
			"Both want CAP_SYS_ADMIN in the user namespace concerned: except for making a\n"
			"user namespace, which gives its maker that capability inside. So without root\n"
			"`newns user` comes first, or along.\n"
			"\n"
			"A namespace has an owner: the user namespace its maker was in. Whether a step\n"
			"is allowed is asked there, not of your uid. User and pid namespaces also have\n"
			"parents, and form trees, 32 deep at most.\n"
			"\n"
			"It has no name. /proc/PID/ns/KIND is a handle of it, and two processes share it\n"
			"where the number in the link is the same. It lives while anything holds it: a\n"
			"process in it, an open handle, a bind mount of a handle, a child or owned\n"
			"namespace, a socket. `leave` lets go of what a frame holds.\n"
			"\n"
			"unsh has a process wait in the namespaces built so far, a frame; each step acts\n"
			"there. Try it, and compare the two lists:",
		.tries = { "status -o kind,ino,whose",
			   "newns user uts; status -o kind,ino,whose" },
	},
	{
		.name = "user",
		.summary = "user namespaces: root in here, nobody out there",
		.text = "A user namespace has its own ids and its own capabilities. Whoever makes one\n"
			"has all capabilities in it, from the first moment, whatever he is outside. They\n"
			"count for what that namespace owns, and for nothing else: its mnt, net, uts, ...\n"
			"namespaces, and processes and namespaces further inside.\n"
			"\n"
			"Every check is of the form: has the process capability C in the user namespace\n"
			"that owns the thing? It has if C is in its effective set there, or if it is in\n"
			"a user namespace above; the user who made a namespace has all in it, as long as\n"
			"he stands in its parent.\n"
			"\n"
			"So in `newns user net` you may add devices: the network is owned by your\n"
			"namespace. In `newns user` alone you may not: the network is still the host's.\n"
			"And what belongs to the whole machine stays with the real root: the clock,\n"
			"modules, mknod, file systems on devices, most of sysctl.\n"
			"\n"
			"Until ids are mapped, everybody is 65534 there (about maps). A file of the disk\n"
			"keeps its owner; you may pass over its permissions only if its owner and group\n"
			"are both mapped, capabilities or not.\n"
			"\n"
			"exec gives capabilities as usual: with uid 0 inside all of them, with another\n"
			"id none. A set-user-ID program works if its owner is mapped; no_new_privs, and\n"
			"nosuid mounts, are as ever.\n"
			"\n"
			"Nobody comes back: a process that has joined a user namespace may join only\n"
			"those inside it. Under chroot none can be made (EPERM), for everybody.\n"
			"\n"
			"Since Linux 3.8 no privilege is needed. Some hosts say no: sysctl\n"
			"user.max_user_namespaces=0, kernel.unprivileged_userns_clone=0 (Debian), or an\n"
			"AppArmor profile that is wanted (kernel.apparmor_restrict_unprivileged_userns,\n"
			"Ubuntu 24.04). Why: the root inside reaches kernel code that was root's alone.\n"
			"\n"
			"user_namespaces(7), capabilities(7). See the capabilities come, and see that an\n"
			"own network makes the difference:",
		.tries = { "newns user; run grep CapEff /proc/self/status",
			   "newns user net; link up lo; addrs" },
	},
	{
		.name = "maps",
		.summary = "uid_map and gid_map: who is who in a user namespace",
		.text = "A user namespace is born without ids: every file and process there seems to be\n"
			"65534's, \"nobody\", the overflow id. /proc/PID/uid_map and gid_map change that,\n"
			"each written once, by one write(2), in lines of three numbers:\n"
			"\n"
			"    INNER OUTER COUNT     ids from INNER on, in here, are those from OUTER on\n"
			"\n"
			"OUTER is meant as the parent namespace counts. 340 lines at most (5 before\n"
			"Linux 4.15), ranges may not overlap. To a reader in another namespace OUTER is\n"
			"translated into his own ids.\n"
			"\n"
			"Who may write it: someone with CAP_SETUID (gid_map: CAP_SETGID) in the parent\n"
			"namespace, any ranges that exist there; to map the parent's 0, CAP_SETFCAP too\n"
			"(5.12). Or the maker without any right: one line, of one id, his own. For the\n"
			"group he must first write \"deny\" into /proc/PID/setgroups (3.19): otherwise a\n"
			"group that shuts people out could be dropped inside.\n"
			"\n"
			"More without root is what newuidmap(1) and newgidmap(1) are for: set-user-ID\n"
			"helpers that allow the ranges of /etc/subuid and /etc/subgid. unsh uses them\n"
			"where they are: then 0 is you, and 1 and on your range; otherwise 0 alone.\n"
			"--map-root asks for 0 alone, --map-user ID for you as ID. Root gets all ids, one\n"
			"to one; --map-users, --map-groups INNER:OUTER:COUNT say exactly which.\n"
			"\n"
			"An id that is not mapped cannot be taken on (setuid: EINVAL), nor given to a\n"
			"file (chown: EINVAL); as the owner of a file it is shown as 65534. Which is why\n"
			"unpacking a system's files needs more than one id.\n"
			"\n"
			"The map is about the process. A mount may have one too, an id-mapped mount\n"
			"(5.12): then files appear to belong to others in that one place.\n"
			"\n"
			"Compare what stands in the map, and who you are:",
		.tries = { "newns user --map-root; cat /proc/self/uid_map; run id",
			   "newns user --map-user 1000 --map-group 1000; run id -u",
			   "newns user; newns user --map-root; cat /proc/self/uid_map" },
	},
	{
		.name = "pid",
		.summary = "pid namespaces: an init, and numbers of its own",
		.text = "A process has a pid in its own namespace and in each one above, and none in\n"
			"those beside or below: from outside you see all that is inside, with other\n"
			"numbers; from inside the outside does not exist. NSpid of /proc/PID/status\n"
			"lists the numbers, the outermost first.\n"
			"\n"
			"The namespace of a process never changes. unshare(2) and setns(2) with a pid\n"
			"namespace count for children that are made afterwards (the link\n"
			"/proc/PID/ns/pid_for_children), which is why unshare needs --fork. In unsh the\n"
			"frame itself is cloned into the new one, and programs are its children.\n"
			"\n"
			"The first process is 1, the init:\n"
			"- orphans become its children, and it has to reap them, or zombies pile up;\n"
			"- from inside, it gets only signals that it handles: SIGKILL is ignored there.\n"
			"  From above SIGKILL and SIGSTOP work as always;\n"
			"- when it ends, the kernel kills all others, and the namespace can have no more\n"
			"  (fork: ENOMEM). Nothing daemonises its way out of this.\n"
			"A frame of `newns pid` is that init; `exec --init` puts a program in its place.\n"
			"\n"
			"/proc shows the namespace of whoever mounted it. In a new one the old /proc is\n"
			"still there: ps shows the host, and /proc/self is a number of the wrong one.\n"
			"So mount a new one over it: it needs a mnt namespace, and --proc does it. A\n"
			"user namespace may only where the proc of before is wholly visible, nothing\n"
			"mounted over parts of it, as containers like to do.\n"
			"\n"
			"Nesting ends at 32. A pid sent over a Unix socket, and kill(2), are translated;\n"
			"a number written into a file (a pidfile) is not.\n"
			"\n"
			"pid_namespaces(7). The shell sees itself as 1's child, and the two halves of\n"
			"NSpid are the number here and there:",
		.tries = { "newns user mnt pid --proc; run sh -c 'echo $$'; run ls /proc",
			   "newns user pid; run sh -c 'grep NSpid /proc/self/status'" },
	},
	{
		.name = "net",
		.summary = "network namespaces: a stack of its own, and wires out of it",
		.text = "A whole network stack: devices, addresses, neighbours, routes and rules,\n"
			"netfilter, sockets, ports, /proc/net, the sysctls net.*. Abstract Unix sockets\n"
			"(those with a name that begins with NUL) belong to it as well; Unix sockets in\n"
			"the file system do not.\n"
			"\n"
			"A new one has lo, and lo is down: even 127.0.0.1 is unreachable until\n"
			"`link up lo`. No route, no address, no firewall.\n"
			"\n"
			"A device is in one namespace at a time. Ways out of a new one:\n"
			"- veth: two devices that are one wire; each end may be in another namespace.\n"
			"- bridge: a switch that has such ends as ports (master br0).\n"
			"- macvlan, ipvlan: a second face of a device, with or without its own MAC.\n"
			"- tun, tap: the other end is a program; what pasta and slirp4netns do.\n"
			"- the device itself: `link move`. It goes back to the first namespace when its\n"
			"  own one ends, if it is hardware; a veth is destroyed, and its peer with it.\n"
			"\n"
			"The rights: CAP_NET_ADMIN in the owner of the namespace, and for a wire in the\n"
			"owners of both. So without root you can wire boxes of your own together, if\n"
			"they stand on one user namespace of yours, but not a box to the host: there\n"
			"the host's root has to help, or a program with tap.\n"
			"\n"
			"A socket belongs to the namespace it was opened in, for ever, whoever uses it:\n"
			"so a program outside can serve inside. To the host you talk over a route, a\n"
			"forwarding host (sysctl net.ipv4.ip_forward=1) and usually NAT.\n"
			"\n"
			"A namespace that has ended is taken down by a kernel thread a little later, so\n"
			"a device name may be in use for a moment after `leave`.\n"
			"\n"
			"network_namespaces(7), veth(4). Two boxes and a wire between them, no root:",
		.tries = { "box a user; box b net --on a; box c net --on a; "
			   "@b link add v0 veth peer v1@c; @b addr add 10.0.0.1/24 v0; "
			   "@c addr add 10.0.0.2/24 v1; @b link up v0; @c link up v1; @c addrs v1",
			   "newns user net; links" },
	},
	{
		.name = "mount",
		.summary = "mounts, file systems, and what a user namespace may mount",
		.text = "Two things are called a mount. A file system instance (superblock) holds the\n"
			"files; a mount shows a directory of it at a place in the tree. One instance may\n"
			"be shown in many places and namespaces. Hence two sorts of options:\n"
			"- of the mount: ro nosuid nodev noexec noatime nosymfollow; each place its own.\n"
			"- of the instance: size= mode= of tmpfs, ro of the file system itself. remount\n"
			"  changes them for all places at once.\n"
			"\n"
			"A new mnt namespace starts with a copy of all mounts; the instances are the\n"
			"same. A file you write is written for everybody; a mount you make is yours\n"
			"(unless propagation says otherwise: help about propagation).\n"
			"\n"
			"bind: a second place for what is there already. With -r the mounts below come\n"
			"along. A mount hides what was in the directory before, and umount shows it\n"
			"again; it is refused, as busy, while a process has a file, cwd or root there.\n"
			"\n"
			"The root of a process is a pair of mount and directory. chroot(2) changes only\n"
			"that pair, and a process with CAP_SYS_CHROOT climbs out of it; pivot_root(2)\n"
			"swaps the root of the mnt namespace, after which the old one can be unmounted.\n"
			"\n"
			"With only a user namespace's rights\n"
			"- may be mounted: bind, tmpfs, ramfs, devpts, mqueue, proc (needs an own pid\n"
			"  namespace), sysfs (an own net), cgroup2, fuse (Linux 4.18), overlay (5.11).\n"
			"  Not ext4 and its like: a broken image could attack the kernel.\n"
			"- what was inherited is locked: it cannot be unmounted one by one, nor its ro,\n"
			"  nosuid, nodev, noexec be taken off; for what it hides is not for you to see.\n"
			"- devices on a tmpfs of yours cannot be opened: it is nodev in effect.\n"
			"\n"
			"The calls: mount(2); since 5.2 fsopen, fsmount, open_tree, move_mount; since\n"
			"5.12 mount_setattr for flags of a whole tree. /proc/PID/mountinfo is the list,\n"
			"`mounts --tree` reads it.\n"
			"\n"
			"mount_namespaces(7), mount(8). See one instance in two places, one of them ro:",
		.tries = { "newns user mnt; mount tmpfs /mnt; mkdir /mnt/a /mnt/b; write /mnt/a/f hi; "
			   "bind --ro /mnt/a /mnt/b; cat /mnt/b/f; mounts /mnt" },
	},
	{
		.name = "propagation",
		.summary = "which mounts appear elsewhere too: shared, slave, private",
		.text = "A mount namespace is a copy, but copies may stay connected. Each mount has a\n"
			"propagation type, which says what happens to mounts made directly below it:\n"
			"\n"
			"private     nothing is sent, nothing received\n"
			"shared      member of a peer group: what is mounted below one appears below\n"
			"            all of them, and what is unmounted goes from all\n"
			"slave       receives from a group, its master, and sends nothing\n"
			"unbindable  private, and no bind mount may be made of it\n"
			"A slave may be shared as well: it receives from its master and passes on to its\n"
			"own group.\n"
			"\n"
			"The kernel's first root is private, but systemd makes / shared at boot, with\n"
			"all below. When a mnt namespace is copied, the copies join the peer groups of\n"
			"the originals. Without more, a mount in the new namespace would appear on the\n"
			"host. That is why newns makes all private (--propagation private), as\n"
			"unshare(1) does; slave is for those who want the host's new disks to appear.\n"
			"\n"
			"A mnt namespace that a new user namespace owns gets slaves wherever the\n"
			"original was shared, whatever is asked: nothing inside can send to the host.\n"
			"\n"
			"In mountinfo (mounts -o +propagation): shared:N is the number of the group,\n"
			"master:N the one a slave receives from; nothing: private.\n"
			"\n"
			"It explains much: why a mount of the host shows up in a container or does not;\n"
			"why pivot_root(2) refuses (EINVAL) a new root or parent that is shared; why a\n"
			"mount below a shared one cannot be moved; why an unmount on the host failed as\n"
			"busy when an old daemon still had a private copy (fixed since Linux 3.18: the\n"
			"copies of a deleted mount point are detached).\n"
			"\n"
			"The type is a mount's own, not its directory's; propagation changes T and all\n"
			"below it, --here only T.\n"
			"\n"
			"mount_namespaces(7). A group, and a slave of it in another namespace:",
		.tries = { "newns user mnt; mount tmpfs /mnt; propagation shared /mnt; "
			   "mounts -o target,propagation /mnt; newns mnt --propagation slave; "
			   "mounts -o target,propagation /mnt" },
	},
	{
		.name = "rootless",
		.summary = "what works without root, and what does not",
		.text = "All of unsh is meant to be used without root. `newns user` opens the door: the\n"
			"other kinds named in the same step, or after it, are owned by that user\n"
			"namespace, and in them you have every capability.\n"
			"\n"
			"works\n"
			"- all eight kinds; host name, sysctls of the namespace, clocks;\n"
			"- tmpfs, bind, proc, sysfs, overlay, fuse; pivot and chroot;\n"
			"- devices, addresses, routes, firewalls in a network of your own; wires between\n"
			"  boxes that stand on one user namespace of yours;\n"
			"- ports below 1024 in there; ping, if your group is in the namespace's\n"
			"  sysctl net.ipv4.ping_group_range;\n"
			"- more than one id, if /etc/subuid has a range and newuidmap is there.\n"
			"\n"
			"does not\n"
			"- the host's disks and images: no ext4, no loop device. FUSE does that.\n"
			"- mknod of devices. --dev binds the host's harmless ones instead.\n"
			"- a wire to the host's network: its owner is not you. A program that forwards\n"
			"  over ordinary sockets, through a tap device inside, can: pasta, slirp4netns.\n"
			"- chown to ids that are not mapped; setgroups, in a namespace of one id.\n"
			"- entering a process that is not yours, or a namespace owned further out.\n"
			"- limits of cgroups, unless some were delegated to you (systemd-run --user).\n"
			"\n"
			"If `newns user` itself fails: ENOSPC is the limit user.max_user_namespaces, or\n"
			"32 deep; EPERM is chroot, an AppArmor profile, a seccomp filter (inside other\n"
			"containers), or kernel.unprivileged_userns_clone=0. unsh says which it sees.\n"
			"\n"
			"As root the same steps work, with maps one to one. `newns net` without user is\n"
			"then owned by the host's user namespace, and wires to the host are possible.\n"
			"\n"
			"A system of one file, without any root:",
		.tries = { "newns user uts mnt pid --proc; hostname lab; mount tmpfs /mnt; "
			   "run sh -c 'hostname; id -u'",
			   "newns user net; sysctl net.ipv4.ip_unprivileged_port_start=0" },
	},
	{
		.name = "enter",
		.summary = "joining what already runs: setns, its order, its dangers",
		.text = "setns(2) moves a process into a namespace that somebody holds a handle of: a\n"
			"file in /proc/PID/ns, a bind mount of one (as ip netns keeps in\n"
			"/run/netns), or, since Linux 5.8, a pidfd. What it asks for:\n"
			"\n"
			"user        CAP_SYS_ADMIN in it; not the own one, not one further out; one\n"
			"            thread only. All capabilities there, and none any more here\n"
			"mnt         CAP_SYS_ADMIN in its owner; CAP_SYS_ADMIN and CAP_SYS_CHROOT in the\n"
			"            own user namespace. Root and cwd become those of the namespace\n"
			"pid, time   CAP_SYS_ADMIN in both; for children only; pid: below ours only\n"
			"the others  CAP_SYS_ADMIN in its owner and in the own user namespace\n"
			"\n"
			"So the order decides. Joining the user namespace first gives the rights over\n"
			"what it owns, but loses those of the host; a container may share some of the\n"
			"host's namespaces, which it does not own. enter joins in two passes: first all\n"
			"that your rights here allow, then the user namespace, then the rest.\n"
			"\n"
			"Namespaces are not all of a container. Its root may lie elsewhere than its mnt\n"
			"namespace's: enter goes there too. Its ids, capabilities, seccomp filter,\n"
			"cgroup and LSM label are confinement, and no namespace: programs that you start\n"
			"have your rights, not its. Do it with what you made, or trust.\n"
			"\n"
			"Whoever is inside can act on you, too. A program that is in the pid namespace\n"
			"but not in the mnt namespace can be found in /proc there, with a cwd and open\n"
			"files on the host; a partial entry of that kind is refused without --unsafe.\n"
			"What you read there (names, files, the shell itself) was chosen by others.\n"
			"\n"
			"/proc/PID/ns may be read by who may ptrace PID: your own, unless they changed\n"
			"ids or are in a user namespace further out.\n"
			"\n"
			"setns(2), nsenter(1), pidfd_open(2). A box joins the network of another:",
		.tries = { "box a user net; link add v0 veth peer v1; box b --on a net=@a; links -o name" },
	},
	{ .name = NULL },
};
