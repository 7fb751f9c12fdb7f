" Vim syntax file
" Language:  unsh scripts, unsh(5)
" Made by contrib/editors. Copy it to ~/.vim/syntax/unsh.vim, and into ~/.vim/filetype.vim:
"   autocmd BufNewFile,BufRead *.unsh setfiletype unsh
if exists("b:current_syntax")
  finish
endif
syntax case match
syntax match unshStart /\v%(^|;)\s*\zs%(-\ze\S)?%(\@\S+\s+)?/ nextgroup=unshNewns,unshStep,unshHost
syntax match unshStep /\v<%(addr\s+add|addr\s+del|box\s+rm|link\s+add|link\s+del|link\s+down|link\s+move|link\s+set|link\s+up|route\s+add|route\s+del|addrs|apropos|bg|bind|box|boxes|caps|cat|cd|chroot|domainname|echo|enter|env|exec|exit|fg|frames|help|history|hostname|jobs|kill|leave|links|ls|maps|mkdir|mount|mounts|move|namespaces|newns|pivot|propagation|ps|pwd|remount|routes|run|save|set|settings|shell|source|status|sysctl|umask|umount|wait|write)>/ contained
syntax match unshHost /!.*/ contained
syntax match unshPipe /|\s*[^|].*$/
syntax match unshOption /\v\s\zs--?[A-Za-z][-A-Za-z]*/
syntax match unshBox /\v\@%(host:|\w[-A-Za-z0-9_.]*)/
syntax match unshRedirect /\v\<\<?|\>\>?/
syntax match unshVariable /\v\$%(\w+|\{\w+\}|[?!#@])/
syntax region unshSingle start=/'/ end=/'/
syntax region unshDouble start=/"/ skip=/\\./ end=/"/ contains=unshVariable
syntax match unshComment /\v%(^|\s)\zs#.*$/
syntax keyword unshKind contained user mnt net uts ipc pid cgroup time all
syntax match unshNewns /\v<%(newns|box|enter)>[^;#]*/ contained contains=unshStep,unshKind,unshOption,unshVariable,unshSingle,unshDouble,unshBox
highlight default link unshStep Statement
highlight default link unshHost PreProc
highlight default link unshPipe PreProc
highlight default link unshOption Special
highlight default link unshBox Identifier
highlight default link unshRedirect Operator
highlight default link unshVariable Identifier
highlight default link unshSingle String
highlight default link unshDouble String
highlight default link unshComment Comment
highlight default link unshKind Type
let b:current_syntax = "unsh"
