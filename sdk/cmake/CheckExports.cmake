# SPDX-License-Identifier: Apache-2.0
# Fails unless MODULE exports kc_module_entry and nothing else, and a server would take its note (MODINFO: kc-modinfo).
execute_process(COMMAND "${NM}" -D --defined-only "${MODULE}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[0-9a-f]+ [A-Za-z] " "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
if(NOT symbols STREQUAL "kc_module_entry")
    message(FATAL_ERROR "${MODULE} must export kc_module_entry and nothing else, but exports:\n${symbols}")
endif()
if(MODINFO)
    execute_process(COMMAND "${MODINFO}" "${MODULE}" OUTPUT_QUIET ERROR_VARIABLE why RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "no server would load it: ${why}")
    endif()
endif()
