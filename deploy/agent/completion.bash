# bash completion for kfunc-census-agent
_kfunc_census_agent() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  case $previous in
    --format) mapfile -t COMPREPLY < <(compgen -W 'table json openmetrics' -- "$current") && return ;;
    --record | --recorded) mapfile -t COMPREPLY < <(compgen -d -- "$current") && return ;;
  esac
  case ${COMP_WORDS[1]} in
    scan | run)
      if [ "$COMP_CWORD" -gt 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W '--format --print --print-catalogues --no-spool --recorded --record' -- "$current")
        return
      fi
      ;;
    check)
      mapfile -t COMPREPLY < <(compgen -W '--against --format --recorded' -- "$current")
      [ "$COMP_CWORD" = 1 ] || return
      ;;
  esac
  [ "$COMP_CWORD" -gt 1 ] || mapfile -t COMPREPLY < <(compgen -W 'scan send run check --help --version' -- "$current")
}
complete -F _kfunc_census_agent kfunc-census-agent
