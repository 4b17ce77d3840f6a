#include "bridge.h"

#include <opencv2/imgproc.hpp>

#include <vector>

namespace {

using Contours = std::vector<std::vector<cv::Point>>;

Contours contours(cv::Point** points, const int* counts, int count)
{
    Contours all;
    for (int i = 0; i < count; i++) all.emplace_back(points[i], points[i] + counts[i]);
    return all;
}

}

EXPORT int imgproc_blur(In from, Out to, SizeOf size, PointOf anchor, int border) { return guarded([&] { cv::blur(*from, *to, of(size), of(anchor), border); }); }
EXPORT int imgproc_GaussianBlur(In from, Out to, SizeOf size, double x, double y, int border) { return guarded([&] { cv::GaussianBlur(*from, *to, of(size), x, y, border); }); }
EXPORT int imgproc_Sobel(In from, Out to, int depth, int dx, int dy, int size, double scale, double delta, int border)
{
    return guarded([&] { cv::Sobel(*from, *to, depth, dx, dy, size, scale, delta, border); });
}
EXPORT int imgproc_dilate(In from, Out to, In kernel, PointOf anchor, int times, int border, ScalarOf value)
{
    return guarded([&] { cv::dilate(*from, *to, orNone(kernel), of(anchor), times, border, of(value)); });
}
EXPORT int imgproc_distanceTransform(In from, Out to, int distance, int mask, int type) { return guarded([&] { cv::distanceTransform(*from, *to, distance, mask, type); }); }
EXPORT int imgproc_getStructuringElement(int shape, SizeOf size, PointOf anchor, cv::Mat** result)
{
    return guarded([&] { *result = new cv::Mat(cv::getStructuringElement(shape, of(size), of(anchor))); });
}
EXPORT int imgproc_cvtColor(In from, Out to, int code, int channels) { return guarded([&] { cv::cvtColor(*from, *to, code, channels); }); }

EXPORT int imgproc_resize(In from, Out to, SizeOf size, double x, double y, int how) { return guarded([&] { cv::resize(*from, *to, of(size), x, y, how); }); }
EXPORT int imgproc_remap(In from, Out to, In x, In y, int how, int border, ScalarOf value)
{
    return guarded([&] { cv::remap(*from, *to, *x, *y, how, border, of(value)); });
}
EXPORT int imgproc_warpAffine(In from, Out to, In map, SizeOf size, int how, int border, ScalarOf value)
{
    return guarded([&] { cv::warpAffine(*from, *to, *map, of(size), how, border, of(value)); });
}

EXPORT int imgproc_connectedComponents(In image, Out labels, int connectivity, int type, int* result)
{
    return guarded([&] { *result = cv::connectedComponents(*image, *labels, connectivity, type); });
}
EXPORT int imgproc_connectedComponentsWithStats(In image, Out labels, Out stats, Out centroids, int connectivity, int type, int* result)
{
    return guarded([&] { *result = cv::connectedComponentsWithStats(*image, *labels, *stats, *centroids, connectivity, type); });
}
EXPORT int imgproc_findContours1_vector(In image, Contours* found, std::vector<cv::Vec4i>* hierarchy, int mode, int method, PointOf offset)
{
    return guarded([&] { cv::findContours(*image, *found, *hierarchy, mode, method, of(offset)); });
}
EXPORT int imgproc_findContours1_OutputArray(In image, std::vector<cv::Mat>* found, Out hierarchy, int mode, int method, PointOf offset)
{
    return guarded([&] { cv::findContours(*image, *found, *hierarchy, mode, method, of(offset)); });
}
EXPORT int imgproc_contourArea_InputArray(In contour, int oriented, double* result) { return guarded([&] { *result = cv::contourArea(*contour, oriented != 0); }); }
EXPORT int imgproc_contourArea_Point(cv::Point* points, int count, int oriented, double* result)
{
    return guarded([&] { *result = cv::contourArea(cv::Mat(1, count, CV_32SC2, points), oriented != 0); });
}
EXPORT int imgproc_contourArea_Point2f(cv::Point2f* points, int count, int oriented, double* result)
{
    return guarded([&] { *result = cv::contourArea(cv::Mat(1, count, CV_32FC2, points), oriented != 0); });
}

EXPORT int imgproc_drawContours_vector(Out image, cv::Point** points, int count, int* counts, int which, ScalarOf colour, int thickness, int line, cv::Vec4i* hierarchy, int levels, int most, PointOf offset)
{
    return guarded([&] {
        const std::vector<cv::Vec4i> tree(hierarchy, hierarchy ? hierarchy + levels : hierarchy);
        cv::drawContours(drawn(image), contours(points, counts, count), which, of(colour), thickness, line, tree.empty() ? cv::noArray() : cv::InputArray(tree), most, of(offset));
    });
}
EXPORT int imgproc_drawContours_InputArray(Out image, cv::Mat** all, int count, int which, ScalarOf colour, int thickness, int line, In hierarchy, int most, PointOf offset)
{
    return guarded([&] {
        std::vector<cv::Mat> each;
        for (int i = 0; i < count; i++) each.push_back(*all[i]);
        cv::drawContours(drawn(image), each, which, of(colour), thickness, line, orNone(hierarchy), most, of(offset));
    });
}
EXPORT int imgproc_circle(Out image, PointOf centre, int radius, ScalarOf colour, int thickness, int line, int shift)
{
    return guarded([&] { cv::circle(drawn(image), of(centre), radius, of(colour), thickness, line, shift); });
}
EXPORT int imgproc_ellipse1(Out image, PointOf centre, SizeOf axes, double angle, double start, double end, ScalarOf colour, int thickness, int line, int shift)
{
    return guarded([&] { cv::ellipse(drawn(image), of(centre), of(axes), angle, start, end, of(colour), thickness, line, shift); });
}
EXPORT int imgproc_line(Out image, PointOf from, PointOf to, ScalarOf colour, int thickness, int line, int shift)
{
    return guarded([&] { cv::line(drawn(image), of(from), of(to), of(colour), thickness, line, shift); });
}
EXPORT int imgproc_rectangle_InputOutputArray_Rect(Out image, RectOf rect, ScalarOf colour, int thickness, int line, int shift)
{
    return guarded([&] { cv::rectangle(drawn(image), of(rect), of(colour), thickness, line, shift); });
}
EXPORT int imgproc_rectangle_Mat_Rect(cv::Mat* image, RectOf rect, ScalarOf colour, int thickness, int line, int shift)
{
    return guarded([&] { cv::rectangle(*image, of(rect), of(colour), thickness, line, shift); });
}
EXPORT int imgproc_fillConvexPoly_Mat(cv::Mat* image, cv::Point* points, int count, ScalarOf colour, int line, int shift)
{
    return guarded([&] { cv::fillConvexPoly(*image, std::vector<cv::Point>(points, points + count), of(colour), line, shift); });
}
EXPORT int imgproc_fillConvexPoly_InputOutputArray(Out image, In points, ScalarOf colour, int line, int shift)
{
    return guarded([&] { cv::fillConvexPoly(drawn(image), *points, of(colour), line, shift); });
}
EXPORT int imgproc_fillPoly_Mat(cv::Mat* image, cv::Point** points, int* counts, int count, ScalarOf colour, int line, int shift, PointOf offset)
{
    return guarded([&] { cv::fillPoly(*image, contours(points, counts, count), of(colour), line, shift, of(offset)); });
}
EXPORT int imgproc_fillPoly_InputOutputArray(Out image, In points, ScalarOf colour, int line, int shift, PointOf offset)
{
    return guarded([&] { cv::fillPoly(drawn(image), *points, of(colour), line, shift, of(offset)); });
}
EXPORT int imgproc_putText(Out image, const char* text, PointOf at, int font, double scale, ScalarOf colour, int thickness, int line, int bottomLeft)
{
    return guarded([&] { cv::putText(drawn(image), text, of(at), font, scale, of(colour), thickness, line, bottomLeft != 0); });
}
