#pragma once

// What the unit tests use of doctest, for the chip's processor, for which there is neither a C++ library with streams
// nor an unwinder. It counts as doctest does, so that the numbers of both runs can be compared. It prints which
// expression is wrong and where, but no values: the same test fails on the host with all of them, or differs between
// both, and then a debugger is needed anyhow.

#include <string>

namespace doctest {

using String = std::string;

template <class T>
struct StringMaker {
  static String convert(const T& /*value*/) { return "?"; }
};

template <class T>
String toString(const T& value) {
  return StringMaker<T>::convert(value);
}

using Function = void (*)();

// Puts a test case on the list of all.
class Registered {
 public:
  Registered(const char* name, const char* file, int line, Function function);

  const char* const name;
  const char* const file;
  const int line;
  const Function function;
  Registered* next = nullptr;
};

// Counts one assertion. Returns `holds`.
bool check(bool holds, const char* expression, const char* file, int line);
// The same, but ends the whole run if it does not hold: a test case cannot be left in its middle here.
void require(bool holds, const char* expression, const char* file, int line);

// True in that run of a test case which this subcase has to itself. There are no subcases in subcases.
bool enter_subcase(const char* name);

// Never called: says that values which only a failure would print are used.
template <class... Values>
char mention(const Values&...);

}  // namespace doctest

#define DOCTEST_JOINED_(name, number) name##number
#define DOCTEST_NAME_(name, number) DOCTEST_JOINED_(name, number)
#define DOCTEST_CASE_(function, text)                                                                   \
  static void function();                                                                               \
  static doctest::Registered DOCTEST_NAME_(function, _registered)(text, __FILE__, __LINE__, &function); \
  static void function()

#define TEST_CASE(name) DOCTEST_CASE_(DOCTEST_NAME_(test_case_, __COUNTER__), name)
#define SUBCASE(name) if (doctest::enter_subcase(name))

#define CHECK(...) doctest::check(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
#define CHECK_FALSE(...) doctest::check(!static_cast<bool>(__VA_ARGS__), "not " #__VA_ARGS__, __FILE__, __LINE__)
#define CHECK_MESSAGE(condition, ...) (MESSAGE(__VA_ARGS__), CHECK(condition))
#define CHECK_NOTHROW(...) (static_cast<void>(__VA_ARGS__), doctest::check(true, "", __FILE__, __LINE__))
#define REQUIRE(...) doctest::require(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
#define REQUIRE_FALSE(...) doctest::require(!static_cast<bool>(__VA_ARGS__), "not " #__VA_ARGS__, __FILE__, __LINE__)
#define REQUIRE_NOTHROW(...) CHECK_NOTHROW(__VA_ARGS__)

#define MESSAGE(...) static_cast<void>(sizeof(doctest::mention(__VA_ARGS__)))
#define INFO(...) MESSAGE(__VA_ARGS__)
#define CAPTURE(value) MESSAGE(value)
