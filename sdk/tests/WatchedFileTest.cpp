// SPDX-License-Identifier: Apache-2.0
// A watched file gives what it says now, and never takes a bad one for one that lacks things.
#include <kc/test/fake_kernel.hpp>
#include <kc/watchedfile.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>

class WatchedFileTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(WatchedFileTest);
    CPPUNIT_TEST(parsesOnceForEachChange);
    CPPUNIT_TEST(seesChangesThatKeepSizeAndTime);
    CPPUNIT_TEST(seesAFileThatIsRenamedOverIt);
    CPPUNIT_TEST(badFilesAreFaults);
    CPPUNIT_TEST(waitsForAWriterNoLongerThanItMay);
    CPPUNIT_TEST(wordsOfOtherExceptionsAreNotPassedOn);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-watched-XXXXXX";
        _folder = mkdtemp(pattern.data());
        _path = _folder / "file";
        _file = std::make_unique<kc::WatchedFile<std::string>>(
            _path,
            [this](kc::sv text)
            {
                ++_parsed;
                if (text == "garbled")
                    throw kc::Fault{KC_EINVAL, "line 1 is garbled"};
                if (text == "foreign")
                    throw std::runtime_error{"unexpected \"sesame\""};
                return std::make_shared<const std::string>(text);
            });
    }

    void tearDown() override { std::filesystem::remove_all(_folder); }

private:
    void write(const std::string& text, const std::string& name = "file") const
    {
        std::ofstream{_folder / name} << text;
    }

    /// The content, or the code and the words of the fault.
    std::string get(std::chrono::nanoseconds timeLeft = std::chrono::hours{1})
    {
        kc::test::FakeCall call{_kernel.host(), timeLeft};
        try
        {
            return *_file->get(call.context());
        }
        catch (const kc::Fault& fault)
        {
            return std::to_string(fault.code()) + fault.what();
        }
    }

    static std::string fault(kc_code code, const std::string& words)
    {
        return std::to_string(code) + words;
    }

    void parsesOnceForEachChange()
    {
        write("one");
        for (int i = 0; i < 3; ++i)
            CPPUNIT_ASSERT_EQUAL(std::string{"one"}, get());
        CPPUNIT_ASSERT_EQUAL(1, _parsed);
        write("three");
        CPPUNIT_ASSERT_EQUAL(std::string{"three"}, get());
        CPPUNIT_ASSERT_EQUAL(2, _parsed);
    }

    void seesChangesThatKeepSizeAndTime()
    {
        const auto then = std::filesystem::file_time_type::clock::now() - std::chrono::hours{1};
        for (const std::string text : {"one", "two", "six"})
        {
            write(text);
            std::filesystem::last_write_time(_path, then);
            CPPUNIT_ASSERT_EQUAL(text, get());
        }
    }

    void seesAFileThatIsRenamedOverIt()
    {
        write("one");
        CPPUNIT_ASSERT_EQUAL(std::string{"one"}, get());
        write("two", "new");
        std::filesystem::rename(_folder / "new", _path);
        CPPUNIT_ASSERT_EQUAL(std::string{"two"}, get());
    }

    void badFilesAreFaults()
    {
        CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": No such file or directory"), get());
        write("one");
        CPPUNIT_ASSERT_EQUAL(std::string{"one"}, get());
        for (const std::string empty : {"", " \r\n"})
        {
            write(empty);
            CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": is empty"), get());
        }
        write("garbled");
        for (int i = 0; i < 2; ++i)
            CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": line 1 is garbled"), get());
        std::filesystem::remove(_path);
        CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": No such file or directory"), get());
        std::filesystem::create_directory(_path);
        CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": is no file of 256 MiB at most"), get());
        std::filesystem::remove(_path);
        write("one");
        CPPUNIT_ASSERT_EQUAL(std::string{"one"}, get());
    }

    void waitsForAWriterNoLongerThanItMay()
    {
        write("one");
        CPPUNIT_ASSERT_EQUAL(fault(KC_ETIMEOUT, _path + ": changes just now"),
                             get(std::chrono::nanoseconds{-1}));
        CPPUNIT_ASSERT_EQUAL(0, _parsed);
        // A writer who pauses for less than the quiet time is half-way through.
        std::atomic<bool> isWriting{true};
        std::jthread writer{[&]
                            {
                                while (isWriting)
                                    std::ofstream{_path, std::ios::app} << "x";
                            }};
        while (std::filesystem::file_size(_path) <= 3)
            std::this_thread::yield();
        const std::string answer = get();
        isWriting = false;
        CPPUNIT_ASSERT_EQUAL(
            fault(KC_EUNAVAIL, _path + ": changes all the time; write another file and rename it"),
            answer);
        writer.join();
        CPPUNIT_ASSERT(get().starts_with("onex"));
    }

    void wordsOfOtherExceptionsAreNotPassedOn()
    {
        write("foreign");
        CPPUNIT_ASSERT_EQUAL(fault(KC_EUNAVAIL, _path + ": cannot be parsed"), get());
    }

    std::filesystem::path _folder;
    std::string _path;
    int _parsed = 0;
    kc::test::FakeKernel _kernel;
    std::unique_ptr<kc::WatchedFile<std::string>> _file;
};

CPPUNIT_TEST_SUITE_REGISTRATION(WatchedFileTest);
