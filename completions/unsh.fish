# unsh(1) for fish. Made by contrib/completions.
function __unsh_names
	printf '%s\t%s\n' 'newns' 'make new namespaces, and a frame in them'
	printf '%s\t%s\n' 'leave' 'drop the top frame, N of them, or all'
	printf '%s\t%s\n' 'box rm' 'leave all frames of a box, and forget it'
	printf '%s\t%s\n' 'box' 'go to a box, make one, or list them'
	printf '%s\t%s\n' 'enter' 'join the namespaces of a process, or of files'
	printf '%s\t%s\n' 'status' 'the frame that a step acts on: ids, root, namespaces'
	printf '%s\t%s\n' 'frames' 'the frames of this box, from the host\'s up'
	printf '%s\t%s\n' 'boxes' 'the boxes, and what each stands on'
	printf '%s\t%s\n' 'namespaces' 'every namespace on the machine, and what keeps it'
	printf '%s\t%s\n' 'ps' 'the processes of this box, with their pids here and there'
	printf '%s\t%s\n' 'maps' 'id maps of the frame or a process, up to the host\'s'
	printf '%s\t%s\n' 'caps' 'capabilities of the frame or a process, and over what'
	printf '%s\t%s\n' 'mount' 'mount a file system'
	printf '%s\t%s\n' 'bind' 'show a file or directory in another place as well'
	printf '%s\t%s\n' 'umount' 'unmount'
	printf '%s\t%s\n' 'remount' 'change a mount\'s flags, or its file system\'s options'
	printf '%s\t%s\n' 'move' 'move a mount, with all below it'
	printf '%s\t%s\n' 'propagation' 'whether mounts made here appear elsewhere, or theirs here'
	printf '%s\t%s\n' 'mounts' 'list what is mounted'
	printf '%s\t%s\n' 'pivot' 'a frame whose root is DIR, without a way back to the old one'
	printf '%s\t%s\n' 'chroot' 'a frame whose root is DIR'
	printf '%s\t%s\n' 'hostname' 'show or set the frame\'s host name'
	printf '%s\t%s\n' 'domainname' 'show or set the frame\'s NIS domain name'
	printf '%s\t%s\n' 'sysctl' 'show or set a kernel parameter of the frame\'s namespaces'
	printf '%s\t%s\n' 'link add' 'make a network device'
	printf '%s\t%s\n' 'link set' 'change a network device'
	printf '%s\t%s\n' 'link up' 'set network devices up'
	printf '%s\t%s\n' 'link down' 'set network devices down'
	printf '%s\t%s\n' 'link del' 'delete network devices'
	printf '%s\t%s\n' 'link move' 'move a network device: to @BOX, pid:N, net:PATH or @host'
	printf '%s\t%s\n' 'links' 'network devices, with their addresses'
	printf '%s\t%s\n' 'addr add' 'give a device an address'
	printf '%s\t%s\n' 'addr del' 'take an address from a device'
	printf '%s\t%s\n' 'addrs' 'addresses'
	printf '%s\t%s\n' 'route add' 'add a route'
	printf '%s\t%s\n' 'route del' 'delete a route'
	printf '%s\t%s\n' 'routes' 'routes of both families'
	printf '%s\t%s\n' 'cd' 'change the frame\'s working directory; alone: to /'
	printf '%s\t%s\n' 'pwd' 'the frame\'s working directory'
	printf '%s\t%s\n' 'ls' 'the names in a directory of the box'
	printf '%s\t%s\n' 'cat' 'the content of files of the box'
	printf '%s\t%s\n' 'write' 'write TEXT and a newline, or what < or << gives, into a file'
	printf '%s\t%s\n' 'mkdir' 'make directories in the box'
	printf '%s\t%s\n' 'umask' 'show or set the frame\'s file mode mask'
	printf '%s\t%s\n' 'run' 'run a program in the box; & at the end: in the background'
	printf '%s\t%s\n' 'shell' 'a shell in the box'
	printf '%s\t%s\n' 'exec' 'end the session with a program'
	printf '%s\t%s\n' 'jobs' 'programs in the background'
	printf '%s\t%s\n' 'fg' 'a job in the foreground, with its terminal'
	printf '%s\t%s\n' 'bg' 'a job that has stopped goes on in the background'
	printf '%s\t%s\n' 'wait' 'wait for jobs; the last one\'s status is the step\'s'
	printf '%s\t%s\n' 'kill' 'send a signal to a job %N, or to a pid of the host'
	printf '%s\t%s\n' 'env' 'show or change the environment of the frame\'s programs'
	printf '%s\t%s\n' 'source' 'do the steps of a file of the host'
	printf '%s\t%s\n' 'echo' 'print words; -n: without a newline'
	printf '%s\t%s\n' 'history' 'the lines typed so far, or the last N of them'
	printf '%s\t%s\n' 'exit' 'end the session'
	printf '%s\t%s\n' 'set' 'set a variable, or a setting; alone: show the variables'
	printf '%s\t%s\n' 'settings' 'the settings of this session'
	printf '%s\t%s\n' 'save' 'the steps that built this box, as a script'
	printf '%s\t%s\n' 'help' 'where you are and what there is; or one step, group or topic'
	printf '%s\t%s\n' 'apropos' 'steps and topics whose help speaks of all the words'
end

# What may stand behind a step.
function __unsh_words
	switch $argv[1]
		case 'newns'
			printf '%s\n' --map-users --map-groups --map-user --map-group --map-root --setgroups --propagation --monotonic --boottime --root --hostname --proc --sys --dev --unsafe allow deny private slave shared unchanged user mnt net uts ipc pid cgroup time all
		case 'box'
			printf '%s\n' --on user mnt net uts ipc pid cgroup time all
		case 'enter'
			printf '%s\n' --unsafe user mnt net uts ipc pid cgroup time all
		case 'status'
			printf '%s\n' --json --noheadings -o
		case 'frames'
			printf '%s\n' --json --noheadings -o
		case 'boxes'
			printf '%s\n' --json --noheadings -o
		case 'namespaces'
			printf '%s\n' -t -p --box --persistent --all --tree --parents --json --noheadings -o user mnt net uts ipc pid cgroup time all
		case 'ps'
			printf '%s\n' --tree --json --noheadings -o
		case 'maps'
			printf '%s\n' --json --noheadings -o
		case 'caps'
			printf '%s\n' --json --noheadings -o
		case 'mount'
			printf '%s\n' -t -o --mkdir
		case 'bind'
			printf '%s\n' -r --ro --mkdir
		case 'umount'
			printf '%s\n' -l -r
		case 'remount'
			printf '%s\n' -o
		case 'move'
			printf '%s\n' --mkdir
		case 'propagation'
			printf '%s\n' --here
		case 'mounts'
			printf '%s\n' --tree --json --noheadings -o
		case 'pivot'
			printf '%s\n' --proc
		case 'sysctl'
			printf '%s\n' --json
		case 'link add'
			printf '%s\n' name type peer master link id mtu address mode remote local dstport up
		case 'link set'
			printf '%s\n' dev up down mtu name address master nomaster
		case 'link up'
			printf '%s\n' dev
		case 'link down'
			printf '%s\n' dev
		case 'link del'
			printf '%s\n' dev
		case 'link move'
			printf '%s\n' dev
		case 'links'
			printf '%s\n' --json --noheadings -o dev
		case 'addr add'
			printf '%s\n' dev
		case 'addr del'
			printf '%s\n' dev
		case 'addrs'
			printf '%s\n' --json --noheadings -o dev
		case 'route add'
			printf '%s\n' via dev metric src table
		case 'route del'
			printf '%s\n' via dev metric src table
		case 'routes'
			printf '%s\n' --json --noheadings -o table
		case 'ls'
			printf '%s\n' -l --json
		case 'mkdir'
			printf '%s\n' -p -m
		case 'run'
			printf '%s\n' --user --cwd --env
		case 'exec'
			printf '%s\n' --init
		case 'jobs'
			printf '%s\n' --json --noheadings -o
		case 'env'
			printf '%s\n' -u --json
		case 'echo'
			printf '%s\n' -n
		case 'history'
			printf '%s\n' -c
		case 'exit'
			printf '%s\n' -f
		case 'set'
			printf '%s\n' -o --json
		case 'settings'
			printf '%s\n' --json --noheadings -o
		case 'save'
			printf '%s\n' --host --programs
		case 'help'
			printf '%s\n' -a --json
	end
end

# The text of -c, with its last word completed.
function __unsh_steps
	set -l text (commandline -ct | string replace -r '^[\'"]' '')
	set -l parts (string match -r '^((?:.*;)?\s*-?(?:@\S+\s+)?)([^;]*)$' -- "$text")
	set -l before "$parts[2]"
	set -l rest "$parts[3]"
	set -l step ''
	for line in (__unsh_names)
		set -l name (string split -f1 \t -- $line)
		if string match -q -- "$name *" $rest
			and test (string length -- "$name") -gt (string length -- "$step")
			set step $name
		end
	end
	if test -n "$step"
		set before $before(string match -r '^.*\s' -- $rest)
		for word in (__unsh_words $step)
			echo $before$word
		end
	else
		for line in (__unsh_names)
			echo $before$line
		end
	end
end

function __unsh_in_program
	contains -- -- (commandline -opc)
end

complete -c unsh -n 'not __unsh_in_program' -s c -x -a '(__unsh_steps)' -d 'do these steps'
complete -c unsh -n 'not __unsh_in_program' -s f -r -F -d 'the script; the first word that is no option does as well'
complete -c unsh -n 'not __unsh_in_program' -s i -d 'the prompt, even if stdin is no terminal'
complete -c unsh -n 'not __unsh_in_program' -s e -x -a '(__fish_complete_pids)' -d 'enter WHO first'
complete -c unsh -n 'not __unsh_in_program' -s n -d 'check only'
complete -c unsh -n 'not __unsh_in_program' -s k -d 'go on after a failed step'
complete -c unsh -n 'not __unsh_in_program' -s x -d 'print each step before doing it'
complete -c unsh -n 'not __unsh_in_program' -s q -d 'no banner, no remarks'
complete -c unsh -n 'not __unsh_in_program' -l json -d 'every listing as JSON'
complete -c unsh -n 'not __unsh_in_program' -l color -x -a 'auto always never' -d 'colours; NO_COLOR is never'
complete -c unsh -n 'not __unsh_in_program' -l plain -d 'no colour, no hint, no lines of tables, events after Enter'
complete -c unsh -n 'not __unsh_in_program' -l events -x -a 'now prompt' -d 'when ends of frames and jobs are told'
complete -c unsh -n 'not __unsh_in_program' -l no-host -d 'refuse !, |, @host, @host: and source'
complete -c unsh -n 'not __unsh_in_program' -s h -d 'this'
complete -c unsh -n 'not __unsh_in_program' -s V -d 'version, libraries, what this kernel has and lacks'
complete -c unsh -n __unsh_in_program -a '(__fish_complete_subcommand)'
