// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over files and folders named on the command line: the corpus replay of the
// normal build.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace
{

void runFile(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
}

} // namespace

int main(int argc, char** argv)
{
    int files = 0;
    for (int i = 1; i < argc; ++i)
    {
        const std::filesystem::path path{argv[i]};
        if (!std::filesystem::is_directory(path))
        {
            runFile(path);
            ++files;
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator{path})
        {
            if (!entry.is_regular_file())
                continue;
            runFile(entry.path());
            ++files;
        }
    }
    std::cout << files << " inputs replayed" << std::endl;
    return files > 0 ? 0 : 1;
}
