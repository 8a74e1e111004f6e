# SPDX-License-Identifier: Apache-2.0
# kc_add_module(NAME SOURCES … [LIBS …] [TESTS …] [TEST_LIBS …] [FUZZ …] [PACKAGE deb-name] [SDK 1.n] [MINIMUM 1.m])
#
# A KC module: a shared object that exports kc_module_entry and nothing else, found by the server in its
# module directory. SOURCES are the module's own; LIBS are private to it. TESTS are CppUnit files; they are linked with the
# sources (as an object library) into one program NAME-tests that ctest runs. PACKAGE (default kopano-NAME) is the
# module's Debian package where the project includes CPack. The same function serves modules inside and outside of
# KC's tree.
#
# SDK is the version that the module is written for (default 1.0): newer functions are not declared. MINIMUM (default:
# the same) is the oldest kernel that it runs in; who sets it lower asks KC_HAS before what came later.
set(KC_SDK_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}")
include(CheckCXXCompilerFlag)
include("${CMAKE_CURRENT_LIST_DIR}/KcPackaging.cmake")

# The minor of a version of this SDK; the headers refuse one that is too high.
function(_kc_minor result name keyword version default)
    if(NOT version)
        set(${result} ${default} PARENT_SCOPE)
    elseif(version MATCHES "^1\\.([0-9]+)$")
        set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    else()
        message(FATAL_ERROR "kc_add_module(${name}): ${keyword} ${version} is no version of this SDK; write 1.n")
    endif()
endfunction()

function(kc_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 A "" "PACKAGE;SDK;MINIMUM" "SOURCES;LIBS;TESTS;TEST_LIBS;FUZZ")
    if(NOT A_SOURCES)
        message(FATAL_ERROR "kc_add_module(${name}): SOURCES is missing")
    endif()
    _kc_minor(target ${name} SDK "${A_SDK}" 0)
    _kc_minor(minimum ${name} MINIMUM "${A_MINIMUM}" ${target})
    check_cxx_compiler_flag(-fno-gnu-unique KC_HAS_NO_GNU_UNIQUE)

    add_library(${name}-objects OBJECT ${A_SOURCES})
    target_link_libraries(${name}-objects PUBLIC kc::sdk ${A_LIBS})
    target_include_directories(${name}-objects PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/src")
    target_compile_features(${name}-objects PUBLIC cxx_std_20)
    target_compile_definitions(${name}-objects PUBLIC KC_TARGET_MINOR=${target} KC_MINIMUM_MINOR=${minimum})
    set_target_properties(${name}-objects PROPERTIES
        POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    if(KC_HAS_NO_GNU_UNIQUE)
        target_compile_options(${name}-objects PRIVATE -fno-gnu-unique)
    endif()

    add_library(${name} MODULE $<TARGET_OBJECTS:${name}-objects>)
    target_link_libraries(${name} PRIVATE kc::sdk ${A_LIBS})
    set_target_properties(${name} PROPERTIES PREFIX "" LINKER_LANGUAGE CXX)
    target_link_options(${name} PRIVATE -Wl,-z,now -Wl,-z,relro -Wl,--exclude-libs,ALL
        "-Wl,--version-script=${KC_SDK_CMAKE_DIR}/module.map")
    if(NOT KC_SANITIZE)
        target_link_options(${name} PRIVATE -Wl,--no-undefined)
    endif()
    if(KC_MODULE_OUTPUT_DIR)
        set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${KC_MODULE_OUTPUT_DIR}")
    endif()
    add_custom_command(TARGET ${name} POST_BUILD VERBATIM
        COMMAND "${CMAKE_COMMAND}" -DNM=${CMAKE_NM} -DMODULE=$<TARGET_FILE:${name}> -DMODINFO=${KC_MODINFO}
            -P "${KC_SDK_CMAKE_DIR}/CheckExports.cmake")
    if(TARGET kc)
        add_dependencies(kc ${name})
    endif()
    install(TARGETS ${name} LIBRARY DESTINATION "${KC_MODULE_INSTALL_DIR}" COMPONENT module-${name})
    if(NOT A_PACKAGE)
        set(A_PACKAGE kopano-${name})
    endif()
    get_target_property(folder ${name} LIBRARY_OUTPUT_DIRECTORY)
    if(NOT folder)
        set(folder "${CMAKE_CURRENT_BINARY_DIR}")
    endif()
    _kc_package_module(${name} ${A_PACKAGE} "${folder}/${name}.so")

    if(A_TESTS AND BUILD_TESTING)
        kc_add_test(${name}-tests SOURCES ${A_TESTS} LIBS ${name}-objects ${A_TEST_LIBS})
    endif()
    foreach(fuzz IN LISTS A_FUZZ)
        kc_add_fuzz(${name} "${fuzz}" LIBS ${name}-objects)
    endforeach()
endfunction()

# kc_check_module(NAME [ARGS …]): a test NAME-modcheck: does the built module keep the rules? ARGS are those of
# kc-modcheck(1): options, and what gives it what it needs.
function(kc_check_module name)
    cmake_parse_arguments(PARSE_ARGV 1 A "" "" "ARGS")
    if(NOT BUILD_TESTING)
        return()
    endif()
    if(TARGET kc-modcheck)
        set(program $<TARGET_FILE:kc-modcheck>)
    else()
        find_program(KC_MODCHECK kc-modcheck REQUIRED)
        set(program "${KC_MODCHECK}")
    endif()
    add_test(NAME ${name}-modcheck COMMAND ${program} ${A_ARGS} $<TARGET_FILE:${name}>)
    set_tests_properties(${name}-modcheck PROPERTIES TIMEOUT 300 LABELS modcheck)
endfunction()

# kc_add_test(NAME SOURCES … [LIBS …]): one CppUnit program, run by ctest under its name. It can use kc/test/*.hpp.
function(kc_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 A "" "" "SOURCES;LIBS")
    find_package(PkgConfig REQUIRED)
    if(NOT TARGET PkgConfig::CPPUNIT)
        pkg_check_modules(CPPUNIT REQUIRED IMPORTED_TARGET GLOBAL cppunit)
    endif()
    add_executable(${name} ${A_SOURCES} "${KC_SDK_CMAKE_DIR}/cppunit_main.cpp")
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE kc::testkit kc::sdk ${A_LIBS} PkgConfig::CPPUNIT)
    add_test(NAME ${name} COMMAND ${name})
    set(patience 300)
    if(KC_SANITIZE) # slows down by up to twenty
        set(patience 1800)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${patience} LABELS unit)
endfunction()

# kc_add_fuzz(COMPONENT fuzz/FuzzX.cpp [LIBS …] [CORPUS dir]): with KC_FUZZ a libFuzzer program (all: target `fuzz`) and
# a test that runs it for KC_FUZZ_SECONDS; without, a program that runs the target over the corpus, as a test.
function(kc_add_fuzz component source)
    cmake_parse_arguments(PARSE_ARGV 2 A "" "CORPUS" "LIBS")
    get_filename_component(base "${source}" NAME_WE)
    set(name "${component}-${base}")
    get_filename_component(dir "${source}" DIRECTORY)
    if(NOT A_CORPUS)
        set(A_CORPUS "${CMAKE_CURRENT_SOURCE_DIR}/${dir}/corpus/${base}")
    endif()
    if(KC_FUZZ)
        add_executable(${name} "${source}")
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        if(NOT TARGET fuzz)
            add_custom_target(fuzz)
        endif()
        add_dependencies(fuzz ${name})
        set(KC_FUZZ_SECONDS 20 CACHE STRING "How long the test of a fuzz target runs")
        math(EXPR patience "${KC_FUZZ_SECONDS} + 120")
        # Inputs that reach new code stay in the build tree for the next run; the corpus is only read.
        # Entropic scheduling takes four fifths of the time of a target that reaches much code.
        set(found "${CMAKE_CURRENT_BINARY_DIR}/${name}-found/")
        file(MAKE_DIRECTORY "${found}")
        add_test(NAME ${name}-fuzz COMMAND ${name} -max_total_time=${KC_FUZZ_SECONDS} -timeout=20 -verbosity=0
            -entropic=0 -print_final_stats=1 "-artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${name}-" "${found}" "${A_CORPUS}")
        set_tests_properties(${name}-fuzz PROPERTIES TIMEOUT ${patience} LABELS fuzz)
    elseif(BUILD_TESTING)
        add_executable(${name} "${source}" "${KC_SDK_CMAKE_DIR}/fuzz_replay_main.cpp")
        add_test(NAME ${name}-corpus COMMAND ${name} "${A_CORPUS}")
        set_tests_properties(${name}-corpus PROPERTIES TIMEOUT 120 LABELS fuzz)
    else()
        return()
    endif()
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE kc::testkit kc::sdk ${A_LIBS})
endfunction()
