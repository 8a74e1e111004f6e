# SPDX-License-Identifier: Apache-2.0
# kc_sdk_library(NAME SOURCES … [LIBS …] [PRIVATE_LIBS …] [INSTALL | INSTALL_ARCHIVE])
#
# A library under sdk/lib: static, fit to be linked into a module, kc::NAME. INSTALL puts it and its headers into the
# SDK's package, for third parties; INSTALL_ARCHIVE only the archive, for what is linked with another library there.
function(kc_sdk_library name)
    cmake_parse_arguments(PARSE_ARGV 1 A "INSTALL;INSTALL_ARCHIVE" "" "SOURCES;LIBS;PRIVATE_LIBS")
    add_library(kc_${name} STATIC ${A_SOURCES})
    add_library(kc::${name} ALIAS kc_${name})
    target_include_directories(kc_${name} PUBLIC
        $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/sdk/include>)
    target_link_libraries(kc_${name} PUBLIC ${A_LIBS} PRIVATE ${A_PRIVATE_LIBS})
    target_compile_features(kc_${name} PUBLIC cxx_std_20)
    set_target_properties(kc_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    if(A_INSTALL OR A_INSTALL_ARCHIVE)
        install(TARGETS kc_${name} EXPORT kc-sdk-${name} ARCHIVE COMPONENT sdk)
        install(EXPORT kc-sdk-${name} NAMESPACE kc:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/kc-sdk" COMPONENT sdk)
    endif()
    if(A_INSTALL)
        target_include_directories(kc_${name} PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
        install(DIRECTORY include/kc DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT sdk)
    endif()
endfunction()
