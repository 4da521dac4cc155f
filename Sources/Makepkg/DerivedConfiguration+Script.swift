import ByteStrings

extension DerivedConfiguration {
    /// The part that is the same for every build. extglob is off while makepkg sources it; nothing in it uses
    /// `declare` without `-g`, which would be local to the function that sources.
    static let script: ByteString = #"""

        if declare -F source_makepkg_config >/dev/null; then
            source_makepkg_config "$distmake_configuration"
        else
            for distmake_word in "${distmake_files[@]}"; do source "$distmake_word"; done
        fi
        # What the PKGBUILD and its programs see is what they would have seen.
        declare -g MAKEPKG_CONF="$distmake_chosen"

        # The functions of makepkg that are used or replaced below.
        distmake_missing=
        for distmake_word in source_makepkg_config check_option check_buildoption in_opt_array \
            buildenv_distcc executable_distcc run_prepare run_build run_check run_package; do
            declare -F "$distmake_word" >/dev/null ||
                distmake_missing+="${distmake_missing:+(), }$distmake_word"
        done
        if [[ -n $distmake_missing ]] && (( ! ${INFAKEROOT:-0} )); then
            printf 'distmake: this makepkg has no %s(); the build may not be distributed as it should\n' \
                "$distmake_missing" >&2
        fi
        for distmake_word in check_option check_buildoption in_opt_array; do
            declare -F "$distmake_word" >/dev/null || eval "$distmake_word() { return 127; }"
        done

        # Whether the PKGBUILD itself says options=(!distcc). BUILDENV is not asked: there it is every
        # default.
        distmake_is_off() {
            [[ -n $distmake_ignores_option ]] && return 1
            in_opt_array distcc "${options[@]}"
            (( $? == 1 ))
        }

        # Whether the compilers in PATH are ccache's links.
        distmake_finds_ccache() {
            local distmake_ccache distmake_name distmake_found
            distmake_ccache=$(type -P ccache) || return 1
            for distmake_name in gcc cc clang; do
                distmake_found=$(type -P "$distmake_name") || continue
                [[ $distmake_found -ef $distmake_ccache ]] && return 0
            done
            return 1
        }

        # CCACHE_PREFIX as the user has it. Under fakeroot the shim may stand in it already.
        distmake_prefix=" $CCACHE_PREFIX "
        distmake_prefix=${distmake_prefix/" $distmake_shim "/ }
        distmake_prefix=${distmake_prefix# }
        distmake_prefix=${distmake_prefix% }

        # Usage: distmake_set_ccache_prefix [SHIM]: with the shim in the place of distcc, or without it.
        distmake_set_ccache_prefix() {
            local distmake_name distmake_words=
            if [[ -n $1 ]]; then
                for distmake_name in $distmake_prefix; do
                    [[ ${distmake_name##*/} == distcc ]] || distmake_words+="$distmake_name "
                done
                export CCACHE_PREFIX="$distmake_words$1"
            elif [[ -n $distmake_prefix ]]; then
                export CCACHE_PREFIX="$distmake_prefix"
            else
                unset -v CCACHE_PREFIX
            fi
        }

        # Gives each compiler in PATH a name in the masquerade directory, where that is left to us. Links of ccache
        # and its like are no compilers.
        distmake_link_compilers() {
            [[ -n $distmake_compiler_names ]] || return 0
            local IFS=: distmake_path distmake_program distmake_name distmake_other
            local -a distmake_others=()
            mkdir -p -- "$distmake_masquerade"
            for distmake_name in ccache distcc icecc; do
                distmake_program=$(type -P "$distmake_name") && distmake_others+=("$distmake_program")
            done
            for distmake_path in $PATH; do
                [[ $distmake_path == /* && $distmake_path != "$distmake_masquerade" ]] || continue
                for distmake_program in "$distmake_path"/*; do
                    distmake_name=${distmake_program##*/}
                    [[ $distmake_name =~ $distmake_compiler_names ]] || continue
                    [[ -f $distmake_program && -x $distmake_program ]] || continue
                    [[ ! -L $distmake_masquerade/$distmake_name ]] || continue
                    for distmake_other in "${distmake_others[@]}"; do
                        [[ $distmake_program -ef $distmake_other ]] && continue 2
                    done
                    ln -sf -- "$distmake_shim" "$distmake_masquerade/$distmake_name"
                done
            done
            ln -sf -- "$distmake_shim" "$distmake_masquerade/distcc"
        }

        # Puts the shim before the build tools that are there: by now makedepends are installed.
        distmake_take_tools() {
            local distmake_index distmake_name distmake_own
            for distmake_index in "${!distmake_tools[@]}"; do
                distmake_name=${distmake_tools[distmake_index]}
                distmake_own=${distmake_tool_directories[distmake_index]}
                type -P "$distmake_name" >/dev/null || continue
                if [[ -n $distmake_compiler_names && ! -L $distmake_own/$distmake_name ]]; then
                    mkdir -p -- "$distmake_own"
                    ln -sf -- "$distmake_shim" "$distmake_own/$distmake_name"
                fi
                export PATH="$distmake_own:$PATH"
            done
        }

        # Puts the masquerade directory first in PATH, or the shim behind ccache, or neither.
        distmake_take_compilers() {
            local distmake_path=":$PATH:" distmake_own
            for distmake_own in "$distmake_masquerade" "${distmake_tool_directories[@]}"; do
                while [[ $distmake_path == *":$distmake_own:"* ]]; do
                    distmake_path=${distmake_path/":$distmake_own:"/:}
                done
            done
            distmake_path=${distmake_path#:}
            export PATH="${distmake_path%:}"
            distmake_link_compilers
            distmake_set_ccache_prefix
            if distmake_is_off; then
                return 0
            fi
            distmake_take_tools
            if distmake_finds_ccache; then
                distmake_set_ccache_prefix "$distmake_shim"
                if [[ -n $srcdir ]] && check_buildoption ccache y; then
                    export CCACHE_BASEDIR="$srcdir"
                fi
            else
                export PATH="$distmake_masquerade:$PATH"
            fi
            return 0
        }

        # Replaces flags, each a whole word: native ones by what they stand for on this machine, others as
        # quirks say. No replacement has its own flag as a word.
        distmake_replace_flags() {
            local distmake_name distmake_index distmake_flag distmake_value
            for distmake_name in "${distmake_flag_variables[@]}"; do
                [[ -v $distmake_name ]] || continue
                distmake_value=${!distmake_name}
                for distmake_index in "${!distmake_replaced[@]}"; do
                    distmake_flag=${distmake_replaced[distmake_index]}
                    while [[ $distmake_value =~ ^(.*[[:space:]])?"$distmake_flag"([[:space:]].*)?$ ]]; do
                        distmake_value=${BASH_REMATCH[1]}${distmake_replacements[distmake_index]}
                        distmake_value+=${BASH_REMATCH[2]}
                    done
                done
                printf -v "$distmake_name" %s "$distmake_value"
            done
        }

        buildenv_distcc() {
            distmake_take_compilers
            if check_buildoption distcc y; then
                export DISTCC_HOSTS
            fi
            distmake_replace_flags
        }

        # distmake needs no distcc.
        executable_distcc() {
            return 0
        }

        # Which phase runs, for the progress line, and since when in microseconds, for the history. Nothing
        # depends on either.
        distmake_phase() {
            { printf '%s' "$1" >"$distmake_directory/phase"; } 2>/dev/null || :
            { printf '%s %s\n' "${EPOCHREALTIME/[^0-9]/}" "$1" >>"$distmake_directory/phases"; } 2>/dev/null || :
        }

        # Whether MAKEFLAGS has -j: as make reads it, where a backslash keeps a blank in its word. The number of the
        # last one is left in distmake_number, or nothing.
        distmake_has_jobs() {
            local IFS=$' \t\n' distmake_word distmake_bundle='^-[^-CEIOWfloj]*j(.*)$'
            local distmake_positive='^0*[1-9][0-9]*$' distmake_found=1 distmake_is_next=
            local -a distmake_words=()
            distmake_number=
            read -d '' -a distmake_words <<<"$MAKEFLAGS" || :
            if [[ ${distmake_words[0]} != -* && ${distmake_words[0]} != *=* ]]; then
                distmake_words[0]=-${distmake_words[0]}
            fi
            for distmake_word in "${distmake_words[@]}"; do
                if [[ -n $distmake_is_next && $distmake_word =~ $distmake_positive ]]; then
                    distmake_number=$distmake_word
                fi
                distmake_is_next=
                case $distmake_word in
                    --) break ;;
                    --jobs) distmake_number= ;;
                    --jobs=*) distmake_number=${distmake_word#--jobs=} ;;
                    *)
                        [[ $distmake_word =~ $distmake_bundle ]] || continue
                        distmake_number=${BASH_REMATCH[1]}
                        ;;
                esac
                distmake_found=0
                [[ -n $distmake_number ]] || distmake_is_next=1
            done
            [[ $distmake_number =~ $distmake_positive ]] || distmake_number=
            return "$distmake_found"
        }

        # Whether MAKEFLAGS is the configuration's, and a quirk of the package knows better. make obeys the
        # last -j.
        distmake_is_overruled() {
            [[ -n $distmake_overruled && $MAKEFLAGS == "$distmake_overruled" ]]
        }

        # Usage: distmake_with_tools COMMAND…: runs COMMAND with the -j of MAKEFLAGS in the variables of build tools
        # that do not read it. DISTMAKE_JOBS is for the shim before ninja and for quirks. What the user or the
        # PKGBUILD has chosen stays.
        distmake_with_tools() {
            local distmake_number distmake_word distmake_restore= distmake_status
            local -a distmake_told=()
            if distmake_has_jobs && [[ -n $distmake_number ]]; then
                distmake_told=("DISTMAKE_JOBS=$distmake_number")
                # cmake --build; waf.
                for distmake_word in CMAKE_BUILD_PARALLEL_LEVEL JOBS; do
                    [[ -n ${!distmake_word} ]] || distmake_told+=("$distmake_word=$distmake_number")
                done
                if [[ ! " $SCONSFLAGS" =~ [[:space:]](-[^-[:space:]]*j|--jobs) ]]; then
                    distmake_told+=("SCONSFLAGS=${SCONSFLAGS:+$SCONSFLAGS }-j$distmake_number")
                fi
            fi
            for distmake_word in "${distmake_told[@]}"; do
                distmake_restore+=$(distmake_as_it_is "${distmake_word%%=*}")$'\n'
                export "${distmake_word%%=*}=${distmake_word#*=}"
            done
            "$@"
            distmake_status=$?
            eval "$distmake_restore"
            return "$distmake_status"
        }

        # Usage: distmake_with_jobs PHASE COUNT COMMAND…: runs COMMAND with -jCOUNT in MAKEFLAGS, unless somebody
        # chose.
        distmake_with_jobs() {
            local distmake_name=$1 distmake_jobs=$2 distmake_had=${MAKEFLAGS+1} distmake_before=$MAKEFLAGS
            local distmake_raised=" $MAKEFLAGS " distmake_number distmake_status
            shift 2
            if [[ -z $distmake_jobs ]] || distmake_is_off || check_option makeflags n; then
                "$@"
                return
            fi
            [[ $distmake_name != build ]] || set -- distmake_with_tools "$@"
            if distmake_has_jobs && ! distmake_is_overruled; then
                "$@"
                return
            fi
            if [[ $distmake_raised == *' -- '* ]]; then
                distmake_raised=${distmake_raised/ -- / "-j$distmake_jobs" -- }
            else
                distmake_raised+="-j$distmake_jobs"
            fi
            distmake_raised=${distmake_raised# }
            distmake_raised=${distmake_raised# }
            export MAKEFLAGS="${distmake_raised% }"
            distmake_raised=$MAKEFLAGS
            "$@"
            distmake_status=$?
            # build() may have changed MAKEFLAGS for what comes after it; only our part goes.
            if [[ -z $distmake_had && $MAKEFLAGS == "$distmake_raised" ]]; then
                unset -v MAKEFLAGS
                export MAKEFLAGS
            elif [[ -v MAKEFLAGS ]]; then
                MAKEFLAGS=${MAKEFLAGS/"$distmake_raised"/"$distmake_before"}
            fi
            return "$distmake_status"
        }

        # Says in srcdir which quirks prepare() ran with; without any there is no such file.
        distmake_write_stamp() {
            if [[ -n $distmake_stamp ]]; then
                { printf '%s' "$distmake_stamp" >"$srcdir/$distmake_stamp_name"; } 2>/dev/null || :
            elif [[ -e $srcdir/$distmake_stamp_name ]]; then
                rm -f -- "$srcdir/$distmake_stamp_name"
            fi
        }

        # Prints the command that brings a variable back to what it is now.
        distmake_as_it_is() {
            local distmake_declared
            distmake_declared=$(declare -p "$1" 2>/dev/null) || distmake_declared=
            case $distmake_declared in
                '') printf 'unset -v %s' "$1" ;;
                # Without the attribute that exporting gives.
                'declare -- '*) printf 'declare -g +x %s' "${distmake_declared#declare -- }" ;;
                *) printf 'declare -g%s' "${distmake_declared#declare -}" ;;
            esac
        }

        # Usage: distmake_run_phase PHASE ARGUMENT…: what run_PHASE does from now on.
        distmake_run_phase() {
            local distmake_name=$1 distmake_count=distmake_$1_jobs distmake_result
            local distmake_word distmake_restore=
            local -n distmake_variables=distmake_variables_$1
            shift
            # prepare() comes before buildenv_distcc.
            [[ $distmake_name != prepare ]] || distmake_take_compilers
            distmake_phase "$distmake_name"
            for distmake_word in "${distmake_variables[@]}"; do
                distmake_restore+=$(distmake_as_it_is "${distmake_word%%=*}")$'\n'
                export "${distmake_word%%=*}=${distmake_word#*=}"
            done
            distmake_with_jobs "$distmake_name" "${!distmake_count}" "distmake_run_$distmake_name" "$@"
            distmake_result=$?
            eval "$distmake_restore"
            distmake_phase ''
            [[ $distmake_name != prepare ]] || distmake_write_stamp
            return "$distmake_result"
        }

        for distmake_word in prepare build check package; do
            if declare -F "run_$distmake_word" >/dev/null &&
                ! declare -F "distmake_run_$distmake_word" >/dev/null; then
                eval "distmake_$(declare -f "run_$distmake_word")"
                eval "run_$distmake_word() { distmake_run_phase $distmake_word \"\$@\"; }"
            fi
        done
        unset -v distmake_word

        # It keeps the attribute that the configuration gave it.
        [[ -z $distmake_hosts ]] || DISTCC_HOSTS=$distmake_hosts
        distmake_take_compilers
        # makepkg ends when a configuration's last status is not zero.
        true

        """#
}
