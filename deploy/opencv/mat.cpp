#include "bridge.h"

#include <cstring>
#include <vector>

namespace {

template <class... Arguments> int make(cv::Mat** result, Arguments&&... arguments)
{
    return guarded([&] { *result = new cv::Mat(arguments...); });
}

std::vector<cv::Range> ranges(const RangeOf* from, int count)
{
    std::vector<cv::Range> all;
    for (int i = 0; i < count; i++) all.push_back(of(from[i]));
    return all;
}

}

EXPORT uint64_t core_Mat_sizeof() { return sizeof(cv::Mat); }

EXPORT int core_Mat_new1(cv::Mat** result) { return make(result); }
EXPORT int core_Mat_new2(int rows, int columns, int type, cv::Mat** result) { return make(result, rows, columns, type); }
EXPORT int core_Mat_new3(int rows, int columns, int type, ScalarOf value, cv::Mat** result) { return make(result, rows, columns, type, of(value)); }
EXPORT int core_Mat_new4(cv::Mat* mat, RangeOf rows, RangeOf columns, cv::Mat** result) { return make(result, *mat, of(rows), of(columns)); }
EXPORT int core_Mat_new5(cv::Mat* mat, RangeOf rows, cv::Mat** result) { return make(result, *mat, of(rows)); }
EXPORT int core_Mat_new6(cv::Mat* mat, RangeOf* all, cv::Mat** result) { return make(result, *mat, ranges(all, mat->dims)); }
EXPORT int core_Mat_new7(cv::Mat* mat, RectOf part, cv::Mat** result) { return make(result, *mat, of(part)); }
EXPORT int core_Mat_new8(int rows, int columns, int type, void* data, size_t step, cv::Mat** result) { return make(result, rows, columns, type, data, step); }
EXPORT int core_Mat_new9(int dimensions, const int* sizes, int type, void* data, const size_t* steps, cv::Mat** result)
{
    return make(result, dimensions, sizes, type, data, steps);
}
EXPORT int core_Mat_new10(int dimensions, const int* sizes, int type, cv::Mat** result) { return make(result, dimensions, sizes, type); }
EXPORT int core_Mat_new11(int dimensions, const int* sizes, int type, ScalarOf value, cv::Mat** result) { return make(result, dimensions, sizes, type, of(value)); }
EXPORT int core_Mat_clone(cv::Mat* mat, cv::Mat** result) { return make(result, mat->clone()); }
EXPORT int core_Mat_delete(cv::Mat* mat) { return guarded([&] { delete mat; }); }

EXPORT int core_Mat_rows(cv::Mat* mat, int* result) { return guarded([&] { *result = mat->rows; }); }
EXPORT int core_Mat_cols(cv::Mat* mat, int* result) { return guarded([&] { *result = mat->cols; }); }
EXPORT int core_Mat_type(cv::Mat* mat, int* result) { return guarded([&] { *result = mat->type(); }); }
EXPORT int core_Mat_empty(cv::Mat* mat, int* result) { return guarded([&] { *result = mat->empty(); }); }
EXPORT int core_Mat_size(cv::Mat* mat, SizeOf* result)
{
    return guarded([&] {
        const cv::Size size = mat->size();
        *result = {size.width, size.height};
    });
}

EXPORT int core_Mat_ptr1d(cv::Mat* mat, int i, uchar** result) { return guarded([&] { *result = mat->ptr(i); }); }
EXPORT int core_Mat_ptr2d(cv::Mat* mat, int i, int j, uchar** result) { return guarded([&] { *result = mat->ptr(i, j); }); }
EXPORT int core_Mat_ptrnd(cv::Mat* mat, const int* index, uchar** result) { return guarded([&] { *result = mat->ptr(index); }); }

EXPORT int core_Mat_create1(cv::Mat* mat, int rows, int columns, int type) { return guarded([&] { mat->create(rows, columns, type); }); }
EXPORT int core_Mat_convertTo(cv::Mat* mat, Out to, int type, double alpha, double beta) { return guarded([&] { mat->convertTo(*to, type, alpha, beta); }); }
EXPORT int core_Mat_copyTo1(cv::Mat* mat, Out to) { return guarded([&] { mat->copyTo(*to); }); }
EXPORT int core_Mat_copyTo2(cv::Mat* mat, Out to, In mask) { return guarded([&] { mat->copyTo(*to, orNone(mask)); }); }
EXPORT int core_Mat_copyTo_toMat1(cv::Mat* mat, cv::Mat* to) { return guarded([&] { mat->copyTo(*to); }); }
EXPORT int core_Mat_copyTo_toMat2(cv::Mat* mat, cv::Mat* to, In mask) { return guarded([&] { mat->copyTo(*to, orNone(mask)); }); }
EXPORT int core_Mat_setTo_InputArray(cv::Mat* mat, In value, cv::Mat* mask) { return guarded([&] { mask ? mat->setTo(*value, *mask) : mat->setTo(*value); }); }
EXPORT int core_Mat_setTo_Scalar(cv::Mat* mat, ScalarOf value, cv::Mat* mask) { return guarded([&] { mask ? mat->setTo(of(value), *mask) : mat->setTo(of(value)); }); }
EXPORT int core_Mat_subMat1(cv::Mat* mat, int top, int bottom, int left, int right, cv::Mat** result)
{
    return make(result, *mat, cv::Range(top, bottom), cv::Range(left, right));
}
EXPORT int core_Mat_subMat2(cv::Mat* mat, int count, RangeOf* all, cv::Mat** result) { return make(result, *mat, ranges(all, count)); }

// All elements, row after row without padding.
EXPORT int core_Mat_getMatData(cv::Mat* mat, uchar* values, int* result)
{
    return guarded([&] {
        *result = mat->dims <= 2;
        const auto row = mat->elemSize() * mat->cols;
        for (int y = 0; *result && y < mat->rows; y++) std::memcpy(values + y * row, mat->ptr(y), row);
    });
}

EXPORT int core_Mat_operatorMultiply_MatMat(cv::Mat* a, cv::Mat* b, cv::MatExpr** result) { return guarded([&] { *result = new cv::MatExpr(*a * *b); }); }
EXPORT int core_Mat_operatorMultiply_MatDouble(cv::Mat* a, double s, cv::MatExpr** result) { return guarded([&] { *result = new cv::MatExpr(*a * s); }); }
EXPORT int core_Mat_operatorMultiply_DoubleMat(double s, cv::Mat* a, cv::MatExpr** result) { return guarded([&] { *result = new cv::MatExpr(s * *a); }); }
EXPORT int core_MatExpr_delete(cv::MatExpr* expression) { return guarded([&] { delete expression; }); }
