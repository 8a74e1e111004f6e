# SPDX-License-Identifier: Apache-2.0
# Run by cpack over the staged packages, before it packs them: what Debian asks of the files. Manual pages are
# compressed, and each package has a change log, which refers to the project's own.
find_program(gzip gzip REQUIRED)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(GLOB pages "${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/man*/*.[1-8]")
file(GLOB papers "${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/doc/*/copyright")
set(written ${pages})
foreach(paper IN LISTS papers)
    get_filename_component(folder "${paper}" DIRECTORY)
    get_filename_component(package "${folder}" NAME)
    file(WRITE "${folder}/changelog" "${package} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
        "  * Packaged from the sources of ${CPACK_PACKAGE_NAME} ${CPACK_PACKAGE_VERSION}.\n\n"
        " -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${date}\n")
    list(APPEND written "${folder}/changelog")
endforeach()
if(written)
    execute_process(COMMAND "${gzip}" -9nf ${written} COMMAND_ERROR_IS_FATAL ANY)
endif()
