# SPDX-License-Identifier: Apache-2.0
# What CPack is told about KC's own packages. Included where all modules are known, just before CPack itself.
file(STRINGS "${PROJECT_SOURCE_DIR}/sdk/include/kc/abi/base.h" lines REGEX "^#define KC_ABI_M(AJ|IN)OR ")
string(REGEX MATCH "MAJOR ([0-9]+)" line "${lines}")
set(CPACK_KC_ABI_MAJOR "${CMAKE_MATCH_1}")
string(REGEX MATCH "MINOR ([0-9]+)" line "${lines}")
set(CPACK_KC_ABI_MINOR "${CMAKE_MATCH_1}")

# What modules may require of the kernel itself stands in one place: where the kernel answers for it.
file(STRINGS "${PROJECT_SOURCE_DIR}/kernel/modload/Selection.cpp" line REGEX "return iface == \"kc\\.")
string(REGEX MATCHALL "kc\\.[a-z.]+/[0-9]+" CPACK_KC_KERNEL_INTERFACES "${line}")
if(NOT CPACK_KC_KERNEL_INTERFACES)
    message(FATAL_ERROR "kernel/modload/Selection.cpp: which interfaces the kernel offers is no longer found here")
endif()

# Every file in /etc is the admin's: dpkg asks before it replaces one that was changed.
file(GLOB examples CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/etc/*.cfg")
list(TRANSFORM examples REPLACE "^.*/" "${CMAKE_INSTALL_FULL_SYSCONFDIR}/kopano/")
foreach(script IN ITEMS createuser deleteuser creategroup deletegroup createcompany deletecompany
        createuser.d/00createstore createcompany.d/00createpublic)
    list(APPEND examples "${CMAKE_INSTALL_FULL_SYSCONFDIR}/kopano/userscripts/${script}")
endforeach()
list(JOIN examples "\n" examples)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/packaging/conffiles" CONTENT "${examples}\n")
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/packaging/triggers" CONTENT "interest-noawait ${KC_MODULE_INSTALL_DIR}\n")
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_CURRENT_LIST_DIR}/Packages.cmake")
set(CPACK_KC_SDK_CMAKE_DIR "${KC_SDK_CMAKE_DIR}")
set(CPACK_KC_MODDOC "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/kc-moddoc")
set(CPACK_KC_CONTROL_DIR "${CMAKE_BINARY_DIR}/packaging")
set(CPACK_KC_SCRIPT_DIR "${CMAKE_CURRENT_LIST_DIR}")

foreach(component IN ITEMS kernel sdk server-standard server-full)
    kc_package_papers(${component} kopano-${component})
endforeach()

# What the packages hold, without the tests.
add_custom_target(packaged)
add_dependencies(packaged kc)
file(GLOB parts LIST_DIRECTORIES true "${PROJECT_SOURCE_DIR}/sdk/lib/*" "${PROJECT_SOURCE_DIR}/sdk/tools")
foreach(part IN LISTS parts)
    get_property(targets DIRECTORY "${part}" PROPERTY BUILDSYSTEM_TARGETS)
    list(FILTER targets EXCLUDE REGEX "-tests?$|Fuzz")
    add_dependencies(packaged ${targets})
endforeach()
