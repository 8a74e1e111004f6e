# SPDX-License-Identifier: Apache-2.0
# Debian packages by CPack, one for each module: what a project sets with a plain include(CPack) after its
# kc_add_module calls. Names, versions and maintainer stay the project's; what is set here stands only where the
# project has said nothing. The dependencies are made by KcDebian.cmake when cpack runs, from the modules' notes.
get_property(_kc_begun GLOBAL PROPERTY KC_PACKAGING)
if(NOT _kc_begun)
    # A cache variable, because only variables that are visible where CPack is included reach cpack.
    set(CPACK_KC_MODULES "" CACHE INTERNAL "module|package|file of each kc_add_module")
    set_property(GLOBAL PROPERTY KC_PACKAGING ON)
endif()

macro(_kc_default variable)
    if(NOT DEFINED ${variable})
        set(${variable} "${ARGN}")
    endif()
endmacro()
_kc_default(CPACK_GENERATOR DEB)
_kc_default(CPACK_DEB_COMPONENT_INSTALL ON)
_kc_default(CPACK_COMPONENTS_GROUPING IGNORE)
# The module directory is an absolute path.
_kc_default(CPACK_SET_DESTDIR ON)
_kc_default(CPACK_INSTALL_PREFIX /usr)
_kc_default(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
_kc_default(CPACK_STRIP_FILES ON)
_kc_default(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
_kc_default(CPACK_DEBIAN_PACKAGE_SECTION mail)
_kc_default(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
_kc_default(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
_kc_default(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
_kc_default(CPACK_PROJECT_CONFIG_FILE "${CMAKE_CURRENT_LIST_DIR}/KcDebian.cmake")
_kc_default(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/KcDebianFiles.cmake")
set(CPACK_KC_OBJCOPY "${CMAKE_OBJCOPY}")
find_program(KC_MODDOC kc-moddoc HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../../bin" "${CMAKE_CURRENT_LIST_DIR}/../../../bin")
mark_as_advanced(KC_MODDOC)
set(CPACK_KC_MODDOC "${KC_MODDOC}")

# Called by kc_add_module: what the module's package holds beside the module, and the record that cpack reads.
# man/*.[1-8] and doc/prose.md are taken where they are.
function(_kc_package_module name package file)
    set(component module-${name})
    foreach(section RANGE 1 8)
        file(GLOB pages CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/man/*.${section}")
        if(pages)
            install(FILES ${pages} DESTINATION "share/man/man${section}" COMPONENT ${component})
        endif()
    endforeach()
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/doc/prose.md")
        install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/doc/prose.md" DESTINATION "share/doc/${package}"
            RENAME README.md COMPONENT ${component})
    endif()
    kc_package_papers(${component} ${package})
    set(CPACK_KC_MODULES ${CPACK_KC_MODULES} "${name}|${package}|${file}" CACHE INTERNAL "")
endfunction()

# kc_package_papers(COMPONENT package): the copyright that each Debian package has, from the project's
# debian/copyright, else from its LICENSE.
function(kc_package_papers component package)
    foreach(paper IN ITEMS debian/copyright contrib/packaging/copyright LICENSE)
        if(EXISTS "${PROJECT_SOURCE_DIR}/${paper}")
            install(FILES "${PROJECT_SOURCE_DIR}/${paper}" DESTINATION "share/doc/${package}" RENAME copyright
                COMPONENT ${component})
            return()
        endif()
    endforeach()
endfunction()
