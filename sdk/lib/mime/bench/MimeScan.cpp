// SPDX-License-Identifier: Apache-2.0
// How fast the library is on this machine: one line per figure. Chunks of 64 KiB, as a delivery
// feeds them.
#include <kc/mime/Base64.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <string>

namespace
{

using namespace kc::mime;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunk = 64 * 1024;

// Best of five, each at least 200 ms long: other work on the machine only ever slows one down.
double secondsPerRun(const std::function<void()>& run)
{
    double best = 1e9;
    for (int round = 0; round < 5; ++round)
    {
        const auto start = Clock::now();
        std::size_t runs = 0;
        double elapsed = 0;
        do
        {
            run();
            ++runs;
            elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        } while (elapsed < 0.2);
        best = std::min(best, elapsed / static_cast<double>(runs));
    }
    return best;
}

void report(const char* what, std::size_t octets, const std::function<void()>& run)
{
    const double seconds = secondsPerRun(run);
    std::printf("%-42s %10.0f MB/s %12.2f us\n", what, static_cast<double>(octets) / seconds / 1e6,
                seconds * 1e6);
}

Structure scanInChunks(std::string_view message)
{
    Scanner scanner;
    for (std::size_t at = 0; at < message.size(); at += kChunk)
        scanner.feed(message.substr(at, kChunk));
    return scanner.finish();
}

std::string randomOctets(std::size_t size)
{
    std::mt19937 random(1);
    std::string octets(size, '\0');
    for (char& octet : octets)
        octet = static_cast<char>(random());
    return octets;
}

std::string text(std::size_t size, std::size_t lineLength, std::string_view ending)
{
    std::string result;
    while (result.size() < size)
        result.append(lineLength, 'x').append(ending);
    return result;
}

std::string ordinaryMessage()
{
    std::string message;
    for (int i = 0; i < 5; ++i)
        message += "Received: from relay" + std::to_string(i) +
                   ".example.org (relay.example.org [192.0.2.1])\r\n"
                   "\tby mx.example.net (Postfix) with ESMTPS id 0123456789\r\n"
                   "\tfor <ann@example.net>; Mon, 3 Feb 2025 10:20:30 +0100 (CET)\r\n";
    message +=
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=2025;\r\n\tb=" +
        std::string(300, 'A') + "\r\n" +
        "Date: Mon, 3 Feb 2025 10:20:30 +0100\r\nFrom: \"Bob Builder\" <bob@example.org>\r\n"
        "To: Ann <ann@example.net>, Carl <carl@example.net>\r\nSubject: An ordinary message\r\n"
        "Message-ID: <0123456789.abcdef@example.org>\r\nIn-Reply-To: <1@example.net>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; "
        "boundary=\"=_0123456789\"\r\n\r\n"
        "--=_0123456789\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
        text(2500, 66, "\r\n") +
        "--=_0123456789\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    return message + text(8192 - 18 - message.size(), 66, "\r\n") + "--=_0123456789--\r\n";
}

} // namespace

int main()
{
    const std::string octets = randomOctets(48 * 1024 * 1024);
    const Base64Layout layout{76, LineEnding::CrLf, 1, octets.size()};
    std::string encoded;
    Base64Encoder(layout).write(octets, encoded);

    const std::string head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                             "Content-Type: application/pdf\r\nContent-Transfer-Encoding: ";
    const std::string base64 = head + "base64\r\n\r\n" + encoded + "--b--\r\n";
    const std::string plain = head + "7bit\r\n\r\n" + text(48 << 20, 76, "\r\n") + "--b--\r\n";
    const std::string shortLines = head + "7bit\r\n\r\n" + text(48 << 20, 3, "\n") + "--b--\r\n";
    const std::string dashes = head + "7bit\r\n\r\n" + std::string(48 << 20, '-') + "--b--\r\n";
    std::string dashLines = head + "7bit\r\n\r\n";
    while (dashLines.size() < (16U << 20))
        dashLines += "--bb\n";
    std::string headers;
    for (int i = 0; i < 500'000; ++i)
        headers += "X-" + std::to_string(i) + ": value\r\n";
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
    {
        const std::string name = std::to_string(i);
        deep += "Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n";
    }
    const std::string ordinary = ordinaryMessage();
    const Structure structure = scan(ordinary);

    report("scan base64 attachment", base64.size(), [&] { scanInChunks(base64); });
    report("scan text, lines of 76", plain.size(), [&] { scanInChunks(plain); });
    report("scan text, lines of 3", shortLines.size(), [&] { scanInChunks(shortLines); });
    report("scan one line of dashes", dashes.size(), [&] { scanInChunks(dashes); });
    report("scan lines like boundaries", dashLines.size(), [&] { scanInChunks(dashLines); });
    report("scan 500,000 headers", headers.size(), [&] { scanInChunks(headers); });
    report("scan depth 100,000", deep.size(), [&] { scanInChunks(deep); });
    report("scan ordinary message of 8 KiB", ordinary.size(), [&] { scan(ordinary); });
    report("summarize and encode it", ordinary.size(), [&] { summarize(structure).encode(); });
    std::string out;
    report("base64 encode", octets.size(),
           [&]
           {
               Base64Encoder encoder(layout);
               for (std::size_t at = 0; at < octets.size(); at += kChunk, out.clear())
                   encoder.write(std::string_view(octets).substr(at, kChunk), out);
           });
    report("base64 decode", octets.size(),
           [&]
           {
               Base64Decoder decoder(layout);
               for (std::size_t at = 0; at < encoded.size(); at += kChunk, out.clear())
                   if (!decoder.write(std::string_view(encoded).substr(at, kChunk), out))
                       std::puts("decode failed");
           });
    return 0;
}
