// SPDX-License-Identifier: Apache-2.0
// Copies that turned out not to be needed. They are removed by a task, not by the call that made
// them, so that its duration does not tell whether its content was known.
#pragma once

#include <kc/abi/draft/tasks.h>
#include <kc/attach.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace kc::sis
{

class Discards
{
public:
    Discards(BlobStore& blobs, const kc_host* host, const kc_tasks& tasks);

    /// What cannot be removed stays for the sweep.
    void add(std::string name);

private:
    void run(kc_ctx* ctx);

    BlobStore& _blobs;
    const kc_host* _host;
    const kc_tasks& _tasks;
    std::mutex _mutex; // guards _names; nothing is called under it
    std::vector<std::string> _names;
};

} // namespace kc::sis
