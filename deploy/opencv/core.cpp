#include "bridge.h"

#include <opencv2/core/utility.hpp>

#include <cstring>

EXPORT void* redirectError(cv::ErrorCallback callback, void* data, void** before)
{
    return reinterpret_cast<void*>(cv::redirectError(callback, data, before));
}

EXPORT int core_getVersionString(char* text, int most)
{
    return guarded([&] {
        const auto version = cv::getVersionString();
        std::strncpy(text, version.c_str(), most - 1);
        text[most - 1] = 0;
    });
}

EXPORT int core_absdiff(In a, In b, Out to) { return guarded([&] { cv::absdiff(*a, *b, *to); }); }

EXPORT int core_add(In a, In b, Out to, In mask, int type) { return guarded([&] { cv::add(*a, *b, *to, orNone(mask), type); }); }

EXPORT int core_addWeighted(In a, double alpha, In b, double beta, double gamma, Out to, int type)
{
    return guarded([&] { cv::addWeighted(*a, alpha, *b, beta, gamma, *to, type); });
}

EXPORT int core_compare(In a, In b, Out to, int how) { return guarded([&] { cv::compare(*a, *b, *to, how); }); }

EXPORT int core_copyMakeBorder(In from, Out to, int top, int bottom, int left, int right, int border, ScalarOf value)
{
    return guarded([&] { cv::copyMakeBorder(*from, *to, top, bottom, left, right, border, of(value)); });
}

EXPORT int core_inRange_InputArray(In from, In low, In high, Out to) { return guarded([&] { cv::inRange(*from, *low, *high, *to); }); }

EXPORT int core_inRange_Scalar(In from, ScalarOf low, ScalarOf high, Out to) { return guarded([&] { cv::inRange(*from, of(low), of(high), *to); }); }

EXPORT int core_LUT(In from, In table, Out to) { return guarded([&] { cv::LUT(*from, *table, *to); }); }

EXPORT int core_magnitude_Mat(In x, In y, Out to) { return guarded([&] { cv::magnitude(*x, *y, *to); }); }

EXPORT int core_mean(In from, In mask, ScalarOf* result)
{
    return guarded([&] {
        const auto mean = cv::mean(*from, orNone(mask));
        *result = {{mean[0], mean[1], mean[2], mean[3]}};
    });
}

EXPORT int core_meanStdDev_OutputArray(In from, Out mean, Out deviation, In mask)
{
    return guarded([&] { cv::meanStdDev(*from, *mean, *deviation, orNone(mask)); });
}

EXPORT int core_meanStdDev_Scalar(In from, ScalarOf* mean, ScalarOf* deviation, In mask)
{
    return guarded([&] {
        cv::Scalar m, d;
        cv::meanStdDev(*from, m, d, orNone(mask));
        *mean = {{m[0], m[1], m[2], m[3]}};
        *deviation = {{d[0], d[1], d[2], d[3]}};
    });
}

EXPORT int core_merge(cv::Mat** planes, unsigned count, cv::Mat* to)
{
    return guarded([&] {
        std::vector<cv::Mat> all;
        for (unsigned i = 0; i < count; i++) all.push_back(*planes[i]);
        cv::merge(all, *to);
    });
}

EXPORT int core_multiply(In a, In b, Out to, double scale, int type) { return guarded([&] { cv::multiply(*a, *b, *to, scale, type); }); }

EXPORT int core_normalize(In from, Out to, double alpha, double beta, int norm, int type, In mask)
{
    return guarded([&] { cv::normalize(*from, drawn(to), alpha, beta, norm, type, orNone(mask)); });
}

EXPORT int core_scaleAdd(In a, double alpha, In b, Out to) { return guarded([&] { cv::scaleAdd(*a, alpha, *b, *to); }); }

EXPORT int core_subtract_InputArray2(In a, In b, Out to, In mask, int type) { return guarded([&] { cv::subtract(*a, *b, *to, orNone(mask), type); }); }

EXPORT int core_subtract_InputArrayScalar(In a, ScalarOf b, Out to, In mask, int type)
{
    return guarded([&] { cv::subtract(*a, of(b), *to, orNone(mask), type); });
}

EXPORT int core_subtract_ScalarInputArray(ScalarOf a, In b, Out to, In mask, int type)
{
    return guarded([&] { cv::subtract(of(a), *b, *to, orNone(mask), type); });
}

EXPORT int core_RNG_fill(uint64_t* state, Out to, int distribution, In a, In b, int saturate)
{
    return guarded([&] {
        cv::RNG random;
        random.state = *state;
        random.fill(drawn(to), distribution, *a, *b, saturate != 0);
        *state = random.state;
    });
}
