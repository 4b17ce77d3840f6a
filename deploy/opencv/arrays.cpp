#include "bridge.h"

#include <cstring>
#include <vector>

EXPORT int core_InputArray_new_byMat(cv::Mat* mat, In* result) { return guarded([&] { *result = new cv::_InputArray(*mat); }); }
EXPORT int core_InputArray_new_byMatExpr(cv::MatExpr* expression, In* result) { return guarded([&] { *result = new cv::_InputArray(*expression); }); }
EXPORT int core_InputArray_new_byDouble(double* value, In* result) { return guarded([&] { *result = new cv::_InputArray(*value); }); }
EXPORT int core_InputArray_new_byVectorOfMat(std::vector<cv::Mat>* all, In* result) { return guarded([&] { *result = new cv::_InputArray(*all); }); }
// The array only points to its scalar, so the scalar is handed out as well.
EXPORT int core_InputArray_new_byScalar(ScalarOf value, cv::Scalar** handle, In* result)
{
    return guarded([&] {
        *handle = new cv::Scalar(of(value));
        *result = new cv::_InputArray(**handle);
    });
}
EXPORT int core_InputArray_delete(In array) { return guarded([&] { delete array; }); }
EXPORT int core_InputArray_delete_withScalar(In array, cv::Scalar* handle)
{
    return guarded([&] {
        delete array;
        delete handle;
    });
}
EXPORT int core_OutputArray_new_byMat(cv::Mat* mat, Out* result) { return guarded([&] { *result = new cv::_OutputArray(*mat); }); }
EXPORT int core_OutputArray_delete(Out array) { return guarded([&] { delete array; }); }

using Bytes = std::vector<uchar>;
EXPORT Bytes* vector_uchar_new1() { return new Bytes; }
EXPORT size_t vector_uchar_getSize(Bytes* v) { return v->size(); }
EXPORT uchar* vector_uchar_getPointer(Bytes* v) { return v->data(); }
EXPORT void vector_uchar_delete(Bytes* v) { delete v; }

using Hierarchy = std::vector<cv::Vec4i>;
EXPORT Hierarchy* vector_Vec4i_new1() { return new Hierarchy; }
EXPORT size_t vector_Vec4i_getSize(Hierarchy* v) { return v->size(); }
EXPORT cv::Vec4i* vector_Vec4i_getPointer(Hierarchy* v) { return v->data(); }
EXPORT void vector_Vec4i_delete(Hierarchy* v) { delete v; }

using Contours = std::vector<std::vector<cv::Point>>;
EXPORT Contours* vector_vector_Point_new1() { return new Contours; }
EXPORT size_t vector_vector_Point_getSize1(Contours* v) { return v->size(); }
EXPORT void vector_vector_Point_getSize2(Contours* v, size_t* sizes)
{
    for (const auto& contour : *v) *sizes++ = contour.size();
}
EXPORT void vector_vector_Point_copy(Contours* v, cv::Point** to)
{
    for (const auto& contour : *v) std::memcpy(static_cast<void*>(*to++), contour.data(), contour.size() * sizeof(cv::Point));
}
EXPORT void vector_vector_Point_delete(Contours* v) { delete v; }

using Mats = std::vector<cv::Mat>;
EXPORT Mats* vector_Mat_new1() { return new Mats; }
EXPORT Mats* vector_Mat_new3(cv::Mat** from, unsigned count)
{
    auto* all = new Mats;
    for (unsigned i = 0; i < count; i++) all->push_back(*from[i]);
    return all;
}
EXPORT size_t vector_Mat_getSize(Mats* v) { return v->size(); }
EXPORT void vector_Mat_assignToArray(Mats* v, cv::Mat** to)
{
    for (const auto& mat : *v) mat.assignTo(**to++);
}
EXPORT void vector_Mat_delete(Mats* v) { delete v; }
