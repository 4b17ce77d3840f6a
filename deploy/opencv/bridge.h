// What OpenCvSharp's managed half calls, over the OpenCV that a machine has: the functions that SegEdge needs, and no other.
// Names and parameters are those of OpenCvSharp's P/Invoke declarations; NativeBridgeTests holds both sides against each other.
#pragma once

#include <opencv2/core.hpp>

#include <exception>

#define EXPORT extern "C" __attribute__((visibility("default")))

// Structures by value, as C passes them.
struct PointOf { int x, y; };
struct SizeOf { int width, height; };
struct RectOf { int x, y, width, height; };
struct RangeOf { int start, end; };
struct ScalarOf { double values[4]; };

inline cv::Point of(PointOf p) { return {p.x, p.y}; }
inline cv::Size of(SizeOf s) { return {s.width, s.height}; }
inline cv::Rect of(RectOf r) { return {r.x, r.y, r.width, r.height}; }
inline cv::Range of(RangeOf r) { return {r.start, r.end}; }
inline cv::Scalar of(ScalarOf s) { return {s.values[0], s.values[1], s.values[2], s.values[3]}; }

using In = const cv::_InputArray*;
using Out = const cv::_OutputArray*;

// A mask that is not given.
inline cv::InputArray orNone(In array) { return array ? *array : cv::noArray(); }

// What is drawn on is handed over as an output.
inline cv::Mat& drawn(Out array) { return array->getMatRef(); }

// Zero: done. One: an exception, whose message OpenCV's error callback has already brought to the managed side.
template <class Call> int guarded(Call&& call) noexcept
{
    try {
        call();
        return 0;
    } catch (const std::exception&) {
        return 1;
    }
}
