# unsh(1) for bash. Made by contrib/completions.
_unsh_names='newns
leave
box rm
box
enter
status
frames
boxes
namespaces
ps
maps
caps
mount
bind
umount
remount
move
propagation
mounts
pivot
chroot
hostname
domainname
sysctl
link add
link set
link up
link down
link del
link move
links
addr add
addr del
addrs
route add
route del
routes
cd
pwd
ls
cat
write
mkdir
umask
run
shell
exec
jobs
fg
bg
wait
kill
env
source
echo
history
exit
set
settings
save
help
apropos'

# What may stand behind a step.
_unsh_words() {
	case $1 in
	'newns') echo '--map-users --map-groups --map-user --map-group --map-root --setgroups --propagation --monotonic --boottime --root --hostname --proc --sys --dev --unsafe allow deny private slave shared unchanged user mnt net uts ipc pid cgroup time all' ;;
	'box') echo '--on user mnt net uts ipc pid cgroup time all' ;;
	'enter') echo '--unsafe user mnt net uts ipc pid cgroup time all' ;;
	'status') echo '--json --noheadings -o' ;;
	'frames') echo '--json --noheadings -o' ;;
	'boxes') echo '--json --noheadings -o' ;;
	'namespaces') echo '-t -p --box --persistent --all --tree --parents --json --noheadings -o user mnt net uts ipc pid cgroup time all' ;;
	'ps') echo '--tree --json --noheadings -o' ;;
	'maps') echo '--json --noheadings -o' ;;
	'caps') echo '--json --noheadings -o' ;;
	'mount') echo '-t -o --mkdir' ;;
	'bind') echo '-r --ro --mkdir' ;;
	'umount') echo '-l -r' ;;
	'remount') echo '-o' ;;
	'move') echo '--mkdir' ;;
	'propagation') echo '--here' ;;
	'mounts') echo '--tree --json --noheadings -o' ;;
	'pivot') echo '--proc' ;;
	'sysctl') echo '--json' ;;
	'link add') echo 'name type peer master link id mtu address mode remote local dstport up' ;;
	'link set') echo 'dev up down mtu name address master nomaster' ;;
	'link up') echo 'dev' ;;
	'link down') echo 'dev' ;;
	'link del') echo 'dev' ;;
	'link move') echo 'dev' ;;
	'links') echo '--json --noheadings -o dev' ;;
	'addr add') echo 'dev' ;;
	'addr del') echo 'dev' ;;
	'addrs') echo '--json --noheadings -o dev' ;;
	'route add') echo 'via dev metric src table' ;;
	'route del') echo 'via dev metric src table' ;;
	'routes') echo '--json --noheadings -o table' ;;
	'ls') echo '-l --json' ;;
	'mkdir') echo '-p -m' ;;
	'run') echo '--user --cwd --env' ;;
	'exec') echo '--init' ;;
	'jobs') echo '--json --noheadings -o' ;;
	'env') echo '-u --json' ;;
	'echo') echo '-n' ;;
	'history') echo '-c' ;;
	'exit') echo '-f' ;;
	'set') echo '-o --json' ;;
	'settings') echo '--json --noheadings -o' ;;
	'save') echo '--host --programs' ;;
	'help') echo '-a --json' ;;
	esac
}

# The text of -c, with its last word completed. Where it stands in no quotes it is one word only.
_unsh_steps() {
	local text=$1 quoted=$2 before rest step='' name words line=$'\n'
	rest=${text##*;}
	before=${text%"$rest"}
	[[ $rest =~ ^([[:space:]]*-?(@[^[:space:]]+[[:space:]]+)?)(.*)$ ]]
	before+=${BASH_REMATCH[1]}
	rest=${BASH_REMATCH[3]}
	while IFS= read -r name; do
		[[ $rest == "$name "* && ${#name} -gt ${#step} ]] && step=$name
	done <<<"$_unsh_names"
	local IFS=$line
	if [[ -n $step ]]; then
		words=$(_unsh_words "$step")
		before+=${rest%"${rest##*[[:space:]]}"}
		rest=${rest##*[[:space:]]}
		COMPREPLY=($(compgen -W "${words// /$line}" -- "$rest"))
	elif [[ $quoted ]]; then
		COMPREPLY=($(compgen -W "$_unsh_names" -- "$rest"))
	else
		COMPREPLY=($(compgen -W "${_unsh_names// /$line}" -- "$rest"))
		COMPREPLY=($(printf '%s\n' "${COMPREPLY[@]}" | sort -u))
	fi
	COMPREPLY=("${COMPREPLY[@]/#/$before}")
	compopt -o nospace 2>/dev/null
}

_unsh() {
	local cur=$2 prev=$3 i
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] || continue
		((i == COMP_CWORD - 1)) && COMPREPLY=($(compgen -c -- "$cur"))
		((i == COMP_CWORD - 1)) || compopt -o default 2>/dev/null
		return
	done
	# bash takes --color=never for three words.
	if [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $prev in
	-c)
		local quoted=${COMP_WORDS[COMP_CWORD]}
		[[ $quoted == [\'\"]* ]] || quoted=
		_unsh_steps "${cur#[\'\"]}" "$quoted"
		return
		;;
	-f)
		compopt -o default 2>/dev/null
		return
		;;
	-e)
		COMPREPLY=($(printf "%s\n" /proc/[0-9]* | sed "s,/proc/,," | grep "^$cur"))
		return
		;;
	--color)
		COMPREPLY=($(compgen -W 'auto always never' -- "$cur"))
		return
		;;
	--events)
		COMPREPLY=($(compgen -W 'now prompt' -- "$cur"))
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W '-c -f -i -e -n -k -x -q --json --color --plain --events --no-host -h -V --' -- "$cur"))
	else
		compopt -o default 2>/dev/null
	fi
}
complete -F _unsh unsh
