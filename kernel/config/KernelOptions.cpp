// SPDX-License-Identifier: Apache-2.0
#include "KernelOptions.h"

#include <kc/descriptor/Words.h>

#include <kc/options.hpp>

#include <algorithm>

namespace kc::kernel
{
namespace
{

using namespace kc::opt;

// Names and defaults of facts: the manual's programs share them.
constexpr auto kOptions = table(
    str("programs").list().help("Programs that this process is: itself and these."),
    str("modules").list().help("Modules to load beside those that options select."),
    str("disable_modules").list().help("Modules that are never loaded."),
    str("module_path")
        .help("Directories of modules, separated by colons; empty is the built-in list."),
    str("run_as_user").def("kopano").help("User to run as when started by root; empty stays root."),
    str("run_as_group").def("kopano").help("Group to run as when started by root."),
    pick("log_method", "auto file syslog stderr")
        .def("auto")
        .nonempty()
        .help("Where log lines go."),
    str("log_file").help("Log file; empty or - is the standard error output."),
    number("log_level")
        .def("3")
        .range(0, 0xffffff)
        .reloadable()
        .nonempty()
        .help("0 nothing, 1 critical, 2 error, 3 warning, 4 notice, 5 info, 6 debug."),
    str("log_levels")
        .list()
        .reloadable()
        .help("Levels of single modules, as in \"http=6 kernel=4\"; the others have log_level."),
    pick("log_format", "text json")
        .def("text")
        .nonempty()
        .help("Lines for people, or a JSON object a line."),
    flag("log_timestamp").def("yes").help("Begin lines with date and time."),
    size("log_buffer_size").help("Accepted; every line is written at once."),
    obsolete("pid_file", "the service manager knows the process"),
    obsolete("running_path", "the server does not change its directory"),
    pick("coredump_enabled", "systemdefault yes no true false 1 0")
        .def("systemdefault")
        .help("Whether a crash leaves a core file."),
    number("threads").def("8").range(1, 1000).reloadable().help("Worker threads."),
    number("thread_limit")
        .def("40")
        .range(1, 1000)
        .reloadable()
        .help("Worker threads at most, while work waits for others to finish."),
    number("max_connections")
        .def("20000")
        .range(1, 1000000)
        .reloadable()
        .help("Connections at most; more are turned away, and those that are there stay."),
    number("max_connections_per_address")
        .def("2000")
        .range(1, 1000000)
        .reloadable()
        .help("Connections of one network address at most; an IPv6 client counts by its /64, and "
              "UNIX sockets do not count."),
    number("max_connections_before_login")
        .def("100")
        .range(1, 1000000)
        .reloadable()
        .help("How many of these may be waiting to log in."),
    number("max_connections_per_user")
        .def("50")
        .range(1, 1000000)
        .reloadable()
        .help("Connections that one user may have logged in."),
    duration("tls_handshake_timeout")
        .def("10s")
        .range(1, 3600)
        .reloadable()
        .help("Time for a client to agree on TLS."),
    duration("send_timeout")
        .def("60s")
        .range(1, 86400)
        .reloadable()
        .help("A client that takes none of its answers for this long is disconnected, unless the "
              "protocol has an option of its own."),
    duration("start_timeout")
        .def("5m")
        .range(1, 86400)
        .help("Time for each module to start; when one takes longer, the start is given up."),
    duration("call_timeout")
        .def("5m")
        .range(1, 86400)
        .reloadable()
        .help("Time for one call into a module; one that takes longer is named in the log, and "
              "its thread is replaced."),
    duration("drain_timeout").def("10s").help("Time for work under way when the server stops."),
    unused("allocator_library"), unused("thread_stacksize"), unused("process_model"));

std::string orSelf(const std::string& text, const char* other)
{
    return text.empty() ? std::string{other} : text;
}

} // namespace

const OptionSchema& kernelSchema()
{
    static const OptionSchema kSchema{kOptions.data(), kOptions.size(), sizeof(kc_option)};
    return kSchema;
}

LogLevels parseLogLevels(sv text, std::vector<std::string>* wrong)
{
    LogLevels levels;
    for (const std::string& word : words(text))
    {
        const std::size_t equals = word.find('=');
        const bool right = equals != std::string::npos && equals > 0 && word.size() == equals + 2 &&
                           word.back() >= '0' && word.back() <= '6';
        if (right)
            levels[word.substr(0, equals)] = word.back() - '0';
        else if (wrong != nullptr)
            wrong->push_back(word);
    }
    return levels;
}

KernelSettings::KernelSettings(const Snapshot& values)
    : programs{words(values["programs"].text)},
      modules{words(values["modules"].text)},
      disabledModules{words(values["disable_modules"].text)},
      modulePath{words(values["module_path"].text, ":")},
      runAsUser{values["run_as_user"].text},
      runAsGroup{values["run_as_group"].text},
      runAsUserPlace{values["run_as_user"].place.text()},
      runAsGroupPlace{values["run_as_group"].place.text()},
      logMethod{orSelf(values["log_method"].text, "auto")},
      logFile{values["log_file"].text},
      // The manual's extended bits ask for more of one kind; at 6 we show all kinds.
      logLevel{std::min(6, static_cast<int>(values["log_level"].number & 0xff))},
      logLevels{parseLogLevels(values["log_levels"].text)},
      logFormat{orSelf(values["log_format"].text, "text")},
      logTimestamp{values["log_timestamp"].number != 0},
      coredump{values["coredump_enabled"].text},
      threads{static_cast<std::size_t>(values["threads"].number)},
      threadLimit{std::max(threads, static_cast<std::size_t>(values["thread_limit"].number))},
      maxConnections{static_cast<std::size_t>(values["max_connections"].number)},
      maxPerAddress{static_cast<std::size_t>(values["max_connections_per_address"].number)},
      maxBeforeLogin{static_cast<std::size_t>(values["max_connections_before_login"].number)},
      maxPerUser{static_cast<std::size_t>(values["max_connections_per_user"].number)},
      handshakeTime{values["tls_handshake_timeout"].number},
      sendTime{values["send_timeout"].number},
      startTimeout{values["start_timeout"].number},
      callTimeout{values["call_timeout"].number},
      drainTimeout{values["drain_timeout"].number}
{
}

} // namespace kc::kernel
