#include "bridge.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/video/tracking.hpp>
#include <opencv2/videoio.hpp>

#include <vector>

namespace {

std::vector<int> numbers(const int* from, int count) { return count > 0 ? std::vector<int>(from, from + count) : std::vector<int>(); }

}

EXPORT int imgcodecs_imread(const char* path, int flags, cv::Mat** result) { return guarded([&] { *result = new cv::Mat(cv::imread(path, flags)); }); }
EXPORT int imgcodecs_imwrite(const char* path, cv::Mat* image, int* options, int count, int* result)
{
    return guarded([&] { *result = cv::imwrite(path, *image, numbers(options, count)); });
}
EXPORT int imgcodecs_imwrite_multi(const char* path, std::vector<cv::Mat>* images, int* options, int count, int* result)
{
    return guarded([&] { *result = cv::imwrite(path, *images, numbers(options, count)); });
}
EXPORT int imgcodecs_imdecode_Mat(cv::Mat* bytes, int flags, cv::Mat** result) { return guarded([&] { *result = new cv::Mat(cv::imdecode(*bytes, flags)); }); }
EXPORT int imgcodecs_imdecode_InputArray(In bytes, int flags, cv::Mat** result) { return guarded([&] { *result = new cv::Mat(cv::imdecode(*bytes, flags)); }); }
EXPORT int imgcodecs_imdecode_vector(uchar* bytes, int count, int flags, cv::Mat** result)
{
    return guarded([&] { *result = new cv::Mat(cv::imdecode(cv::Mat(1, count, CV_8UC1, bytes), flags)); });
}
EXPORT int imgcodecs_imencode_vector(const char* extension, In image, std::vector<uchar>* to, int* options, int count, int* result)
{
    return guarded([&] { *result = cv::imencode(extension, *image, *to, numbers(options, count)); });
}

EXPORT int video_calcOpticalFlowFarneback(In before, In now, Out flow, double scale, int levels, int window, int iterations, int n, double sigma, int flags)
{
    return guarded([&] { cv::calcOpticalFlowFarneback(*before, *now, drawn(flow), scale, levels, window, iterations, n, sigma, flags); });
}

EXPORT int videoio_VideoCapture_new4(const char* path, int backend, int* options, int count, cv::VideoCapture** result)
{
    return guarded([&] { *result = new cv::VideoCapture(path, backend, numbers(options, count)); });
}
EXPORT int videoio_VideoCapture_new5(int device, int backend, int* options, int count, cv::VideoCapture** result)
{
    return guarded([&] { *result = new cv::VideoCapture(device, backend, numbers(options, count)); });
}
EXPORT int videoio_VideoCapture_delete(cv::VideoCapture* capture) { return guarded([&] { delete capture; }); }
EXPORT int videoio_VideoCapture_get(cv::VideoCapture* capture, int property, double* result) { return guarded([&] { *result = capture->get(property); }); }
EXPORT int videoio_VideoCapture_isOpened(cv::VideoCapture* capture, int* result) { return guarded([&] { *result = capture->isOpened(); }); }
EXPORT int videoio_VideoCapture_read_Mat(cv::VideoCapture* capture, cv::Mat* image, int* result) { return guarded([&] { *result = capture->read(*image); }); }
EXPORT int videoio_VideoCapture_read_OutputArray(cv::VideoCapture* capture, Out image, int* result) { return guarded([&] { *result = capture->read(*image); }); }
EXPORT int videoio_VideoCapture_release(cv::VideoCapture* capture) { return guarded([&] { capture->release(); }); }
