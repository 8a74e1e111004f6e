// SPDX-License-Identifier: Apache-2.0
// A MariaDB of the test program's own, in a temporary directory, reached by its socket; started
// when it is first asked for, ended with the program.
#pragma once

#include <kc/test/fake_kernel.hpp>

#include <string>
#include <sys/types.h>

namespace kc::inline sdk1::test
{

class PrivateMariaDb
{
public:
    /// The program's one, running. Throws a std::runtime_error where mariadb-server-core is not
    /// installed, or with its log when it does not start.
    static PrivateMariaDb& require();

    ~PrivateMariaDb();

    const std::string& socket() const { return _socket; }

    /// The options of a module that connects to a database that nobody has used.
    Options freshOptions();

    void start();
    /// As a crash: SIGKILL.
    void kill();
    bool isRunning() const { return _process > 0; }

private:
    PrivateMariaDb();
    void configure() const;

    std::string _directory, _socket;
    pid_t _process = 0;
    int _databases = 0;
};

} // namespace kc::inline sdk1::test
