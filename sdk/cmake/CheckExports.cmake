# SPDX-License-Identifier: Apache-2.0
# Fails unless MODULE exports kc_module_entry and nothing else.
execute_process(COMMAND "${NM}" -D --defined-only "${MODULE}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[0-9a-f]+ [A-Za-z] " "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
if(NOT symbols STREQUAL "kc_module_entry")
    message(FATAL_ERROR "${MODULE} must export kc_module_entry and nothing else, but exports:\n${symbols}")
endif()
