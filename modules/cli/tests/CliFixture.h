// SPDX-License-Identifier: Apache-2.0
// Runs the whole tool against a server in memory.
#pragma once

#include "Cli.h"
#include "FakeServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sstream>

namespace kc::cli
{

class CliFixture : public CPPUNIT_NS::TestFixture
{
protected:
    FakeServer _server;
    std::string _out, _err, _program = "kopano-cli", _configured = "default:", _environment;
    std::string _connected;
    Login _login;

    int run(const std::vector<std::string>& words)
    {
        std::ostringstream out;
        std::ostringstream err;
        Cli cli{{_program, _configured, "/key.pem", "pass", _environment, out, err,
                 [](const std::string& user) { return "typed for " + user; },
                 [&](const std::string& server, const Login& login)
                 {
                     _connected = server;
                     _login = login;
                     return std::make_unique<FakeTransport>(_server);
                 }}};
        const int exitCode = cli.run(words);
        _out = out.str();
        _err = err.str();
        return exitCode;
    }

    /// Done, without a word.
    void silently(const std::vector<std::string>& words)
    {
        const int exitCode = run(words);
        CPPUNIT_ASSERT_EQUAL(std::string{}, _out + _err);
        CPPUNIT_ASSERT_EQUAL(0, exitCode);
    }

    void refused(const std::vector<std::string>& words, const std::string& line)
    {
        const int exitCode = run(words);
        CPPUNIT_ASSERT_EQUAL(line + "\n", _err);
        CPPUNIT_ASSERT_EQUAL(1, exitCode);
    }

    const Json& principal(const char* login) const
    {
        for (const Json& each : _server.principals)
            if (each["kc:login"] == login)
                return each;
        CPPUNIT_FAIL(std::string{"nobody is called "} + login);
        return _server.principals;
    }
};

} // namespace kc::cli
