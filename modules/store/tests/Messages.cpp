// SPDX-License-Identifier: Apache-2.0
#include "Messages.h"

#include <kc/mime/Base64.h>

#include <random>

namespace kc::store::test
{

std::string noise(std::size_t octets, std::uint32_t seed)
{
    std::mt19937 random{seed};
    std::string text(octets, '\0');
    for (char& c : text)
        c = static_cast<char>(random());
    return text;
}

std::string base64(sv octets, std::size_t line, sv ending)
{
    mime::Base64Layout layout;
    layout.lineLength = static_cast<std::uint32_t>(line);
    layout.lineEnding = ending == "\n" ? mime::LineEnding::Lf : mime::LineEnding::CrLf;
    layout.decodedSize = octets.size();
    std::string text;
    mime::Base64Encoder{layout}.write(octets, text);
    return text;
}

std::string plainMessage(std::size_t octets, std::uint32_t seed)
{
    std::string text = "From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nSubject: number " +
                       std::to_string(seed) + "\r\n\r\n";
    std::mt19937 random{seed};
    while (text.size() < octets)
    {
        text += std::to_string(random()) + " the quick brown fox jumps over the lazy dog";
        text += "\r\n";
    }
    return text;
}

std::string mixedMessage(const std::vector<std::string>& bodies, sv encoding, sv ending)
{
    const std::string end{ending};
    std::string text = "Subject: parts" + end + "MIME-Version: 1.0" + end +
                       "Content-Type: multipart/mixed; boundary=b" + end + end + "preamble" + end +
                       "--b" + end + end + "hello" + end;
    for (const std::string& body : bodies)
        text += "--b" + end + "Content-Type: application/octet-stream" + end +
                "Content-Transfer-Encoding: " + std::string{encoding} + end + end + body + end;
    return text + "--b--" + end + "epilogue" + end;
}

std::vector<Sample> samples()
{
    std::vector<Sample> all{
        {"empty", ""},
        {"no header", "\r\nbody\r\n"},
        {"no body", "Subject: x\r\n"},
        {"no final newline", "Subject: x\r\n\r\nno newline at the end"},
        {"bare LF", "Subject: x\n\nline\nline\n"},
        {"bare CR", "Subject: x\r\n\r\nline\rline\r"},
        {"8-bit and NUL", "Subject: \xC3\xA4\xFF\r\n\r\n" + noise(5000, 2)},
        {"one line", "Subject: x\r\n\r\n" + std::string(300'000, 'x')},
        {"unclosed multipart",
         "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + std::string(40'000, 'y')},
        {"larger than memory", plainMessage(3'000'000)},
        {"larger than the inline text",
         mixedMessage({std::string(500, '\n'), noise(900, 3)}) + plainMessage(6'000'000)}};
    for (const std::size_t size : {1u, 12'000u, 20'000u, 100'000u, 2'000'000u})
        for (const std::size_t line : {4u, 60u, 76u, 996u})
            for (const sv ending : {sv{"\r\n"}, sv{"\n"}})
            {
                const std::string body = base64(noise(size, 7), line, ending);
                all.push_back({"canonical " + std::to_string(size) + "/" + std::to_string(line),
                               mixedMessage({body}, "base64", ending)});
                std::string broken = body;
                broken.insert(broken.size() / 2, " ");
                all.push_back({"broken " + std::to_string(size) + "/" + std::to_string(line),
                               mixedMessage({broken, body}, "BASE64", ending)});
            }
    for (const int step : {-2, -1, 0, 1, 2})
        all.push_back(
            {"threshold " + std::to_string(step),
             mixedMessage({std::string(static_cast<std::size_t>(16384 + step), 'q')}, "7bit")});
    all.push_back({"nested", mixedMessage({mixedMessage({base64(noise(50'000, 1))})}, "8bit")});
    all.push_back({"twice", mixedMessage({base64(noise(50'000, 1)), base64(noise(50'000, 1))})});
    all.push_back(
        {"many parts", mixedMessage(std::vector<std::string>(1500, base64(noise(13'000, 4))))});
    return all;
}

} // namespace kc::store::test
