# SPDX-License-Identifier: Apache-2.0
# Read by cpack for KC's own packages: those of the modules, then the kernel, the SDK and two metapackages whose
# dependencies follow from the modules that were built.
cmake_policy(VERSION 3.25)
include("${CPACK_KC_SDK_CMAKE_DIR}/KcDebian.cmake")

# A server that is left to its defaults loads the module by itself.
function(kc_is_standard out)
    set(standard OFF)
    if(note_select MATCHES "(^| )default( |$)")
        set(standard ON)
    elseif(note_select MATCHES "option:([a-z0-9_]+)")
        set(value "${note_default_${CMAKE_MATCH_1}}")
        if(NOT value MATCHES "^(|no|false|0)$")
            set(standard ON)
        endif()
    endif()
    set(${out} ${standard} PARENT_SCOPE)
endfunction()

set(all "")
set(standard "")
set(wanted "")
set(offered "")
foreach(record IN LISTS CPACK_KC_MODULES)
    string(REGEX MATCH "^([^|]*)\\|([^|]*)\\|(.*)$" record "${record}")
    set(package "${CMAKE_MATCH_2}")
    kc_read_note("${CMAKE_MATCH_3}")
    kc_relations()
    kc_is_standard(is_standard)
    list(APPEND all "${package}")
    string(REPLACE ", " ";" suggests "${suggests}")
    string(REPLACE ", " ";" offers "${offers}")
    list(APPEND offered ${offers})
    if(is_standard)
        list(APPEND standard "${package}")
        list(APPEND wanted ${suggests})
    endif()
endforeach()
# What a standard module can do without, but uses where it is installed.
list(REMOVE_DUPLICATES wanted)
foreach(name IN LISTS wanted)
    if(name IN_LIST offered)
        list(APPEND standard "${name}")
    endif()
endforeach()
list(JOIN all ", " all)
list(JOIN standard ", " standard)

set(more "KC is a modular groupware mail server: a small kernel loads the modules
that the configuration asks for.")
foreach(component IN ITEMS kernel sdk server-standard server-full)
    string(TOUPPER "${component}" part)
    list(APPEND CPACK_COMPONENTS_ALL ${component})
    set(CPACK_DEBIAN_${part}_PACKAGE_NAME "kopano-${component}")
endforeach()

set(CPACK_DEBIAN_KERNEL_DESCRIPTION
    "kernel and programs of the KC mail server
${more} This package has the kernel, the programs,
their configuration files, manual pages and systemd units. It does nothing
without modules: kopano-server-standard brings the usual ones.")
set(CPACK_DEBIAN_KERNEL_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_KERNEL_PACKAGE_SUGGESTS "kopano-server-standard")
set(offers "kopano-module-abi-${CPACK_KC_ABI_MAJOR} (= ${CPACK_KC_ABI_MAJOR}.${CPACK_KC_ABI_MINOR})")
foreach(iface IN LISTS CPACK_KC_KERNEL_INTERFACES)
    kc_virtual(name iface "${iface}")
    string(APPEND offers ", ${name}")
endforeach()
set(CPACK_DEBIAN_KERNEL_PACKAGE_PROVIDES "${offers}")
set(CPACK_DEBIAN_KERNEL_PACKAGE_CONTROL_EXTRA
    "${CPACK_KC_CONTROL_DIR}/conffiles" "${CPACK_KC_CONTROL_DIR}/triggers"
    "${CPACK_KC_SCRIPT_DIR}/postinst" "${CPACK_KC_SCRIPT_DIR}/prerm" "${CPACK_KC_SCRIPT_DIR}/postrm")

set(CPACK_DEBIAN_SDK_DESCRIPTION
    "headers, build functions and tools to write KC modules
${more} This package has what an author of modules
needs; no other part of KC is needed to build one.")
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "g++ (>= 4:12) | clang, cmake (>= 3.25), dpkg-dev, libcppunit-dev, pkg-config")

foreach(part IN ITEMS SERVER-STANDARD SERVER-FULL)
    set(CPACK_DEBIAN_${part}_PACKAGE_ARCHITECTURE all)
    set(CPACK_DEBIAN_${part}_PACKAGE_SECTION metapackages)
    set(CPACK_DEBIAN_${part}_PACKAGE_SHLIBDEPS OFF)
endforeach()
set(CPACK_DEBIAN_SERVER-STANDARD_DESCRIPTION
    "usual KC mail server (metapackage)
${more} This package depends on what a server that
is left to its defaults loads.")
set(CPACK_DEBIAN_SERVER-STANDARD_PACKAGE_DEPENDS "kopano-kernel, ${standard}")
set(CPACK_DEBIAN_SERVER-FULL_DESCRIPTION
    "whole KC mail server (metapackage)
${more} This package depends on every module of this
release.")
set(CPACK_DEBIAN_SERVER-FULL_PACKAGE_DEPENDS "kopano-kernel, ${all}")
