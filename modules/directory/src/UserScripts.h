// SPDX-License-Identifier: Apache-2.0
// The user scripts: what an administrator wants to be done when a user, group or company has come
// or gone. They run one after the other on a thread of their own, after the change is durable;
// nobody waits for them, and what fails is logged.
#pragma once

#include "IdentityTable.h"
#include "Settings.h"

#include <kc/tasks.hpp>

#include <deque>

namespace kc::directory
{

class UserScripts
{
public:
    explicit UserScripts(const Module& module)
        : _module{module}, _job{module, "user script", [this](Context& c) { runAll(c); }}
    {
    }

    void start() { _pool = Tasks{_module}.openPool("user-scripts", 1); }

    void created(const Principal& principal, const Settings& settings);
    void gone(const Identity& identity, const Settings& settings);

private:
    struct Due
    {
        std::string option, script;
        std::vector<std::string> environment;
        sv what; // "user", "group", "company"
        std::string name;
        kc_id gone = 0; // whose store is now nobody's
    };

    void add(ScriptEvent event, Due due, const Settings& settings);
    std::optional<Due> next();
    void runAll(Context& context);
    /// Adds the store of who is gone. False: there is none, or the store cannot tell.
    bool addStore(Context& context, Due& due) const;
    void run(Context& context, const Due& due, const std::string& program);

    const Module& _module;
    Job _job;
    TaskPool _pool;
    std::mutex _mutex; // guards what follows
    std::deque<Due> _due;
    bool _isRunning = false; // or posted
};

} // namespace kc::directory
