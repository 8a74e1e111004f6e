# SPDX-License-Identifier: Apache-2.0
# Run by cpack over the staged packages, before it packs them. Each module gets a manual page and an example file of
# its options, from its own table; then what Debian asks of files: compressed pages, and a change log, which refers
# to the project's own.
find_program(gzip gzip REQUIRED)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
foreach(record IN LISTS CPACK_KC_MODULES)
    if(NOT CPACK_KC_MODDOC)
        break()
    endif()
    string(REGEX MATCH "^([^|]*)\\|([^|]*)\\|(.*)$" record "${record}")
    set(name "${CMAKE_MATCH_1}")
    set(file "${CMAKE_MATCH_3}")
    set(share "${CPACK_TEMPORARY_DIRECTORY}/module-${name}/usr/share")
    set(prose "${share}/doc/${CMAKE_MATCH_2}/README.md")
    set(with_prose "")
    if(EXISTS "${prose}")
        set(with_prose --prose "${prose}")
    endif()
    file(GLOB own_page "${share}/man/man5/*.5")
    if(NOT own_page)
        file(MAKE_DIRECTORY "${share}/man/man5")
        execute_process(COMMAND "${CPACK_KC_MODDOC}" --man ${with_prose} "${file}"
            OUTPUT_FILE "${share}/man/man5/kopano-${name}.5" COMMAND_ERROR_IS_FATAL ANY)
    endif()
    execute_process(COMMAND "${CPACK_KC_MODDOC}" --cfg "${file}" OUTPUT_VARIABLE example COMMAND_ERROR_IS_FATAL ANY)
    if(example MATCHES "\n#?[a-z0-9_]+ =")
        file(WRITE "${share}/doc/kopano/example-config/${name}.cfg" "${example}")
    endif()
endforeach()

file(GLOB pages "${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/man*/*.[1-8]")
file(GLOB papers "${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/doc/*/copyright")
set(written ${pages})
set(maintainer "${CPACK_DEBIAN_PACKAGE_MAINTAINER}")
if(NOT maintainer)
    set(maintainer "${CPACK_PACKAGE_CONTACT}") # what CPack itself falls back on, later
endif()
foreach(paper IN LISTS papers)
    get_filename_component(folder "${paper}" DIRECTORY)
    get_filename_component(package "${folder}" NAME)
    file(WRITE "${folder}/changelog" "${package} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
        "  * Packaged from the sources of ${CPACK_PACKAGE_NAME} ${CPACK_PACKAGE_VERSION}.\n\n"
        " -- ${maintainer}  ${date}\n")
    list(APPEND written "${folder}/changelog")
endforeach()
if(written)
    execute_process(COMMAND "${gzip}" -9nf ${written} COMMAND_ERROR_IS_FATAL ANY)
endif()
