// SPDX-License-Identifier: Apache-2.0
// What a process holds that outlives a call: threads, descriptors, signal handlers, environment,
// heap. Two of them tell what a module left behind.
#pragma once

#include <csignal>
#include <map>
#include <string>
#include <vector>

namespace kc::modcheck
{

struct Footprint
{
    std::map<std::string, std::string> threads;     // number, name
    std::map<std::string, std::string> descriptors; // number, what it is open on
    std::vector<std::string> environment;
    std::vector<void*> handlers; // by signal number

    static Footprint now();

    /// What is there now and was not then, one phrase each: "a thread more (worker)".
    std::vector<std::string> added(const Footprint& before) const;
};

/// Octets of the heap in use.
std::size_t heapInUse();

/// Catches what is written to the standard output and error, until it goes.
class OutputTrap
{
public:
    OutputTrap();
    OutputTrap(const OutputTrap&) = delete;
    OutputTrap& operator=(const OutputTrap&) = delete;
    ~OutputTrap();

    /// What has been written.
    std::string text() const;

private:
    int _file, _out, _err;
};

} // namespace kc::modcheck
