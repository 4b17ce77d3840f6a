using static SegEdge.Onnx.Attribute;
using static SegEdge.Onnx.Tests.Tiny;

namespace SegEdge.Onnx.Tests.ShapeRules;

public sealed class BadShapesTests
{
    private static readonly Dictionary<string, Func<Tiny>> Cases = new()
    {
        ["Add 'op': shapes [2, 3] and [4]; expected shapes that broadcast: per axis equal or 1."] = () =>
            T().Fed(Floats(2, 3)).Fed(Floats(4)).Op("Add"),
        ["Conv 'op': 3 channels in input [1, 3, 8, 8]; expected 4 by weights [2, 2, 3, 3] and group 2."] =
            () => T().Fed(Floats(1, 3, 8, 8)).Given(Floats(2, 2, 3, 3)).Op("Conv", Of("group", 2)),
        ["Conv 'op': input 'c1' [2, 3, 3]; expected rank 4."] = () => T().Fed(Floats(1, 3, 8, 8)).Given(Floats(2, 3, 3)).Op("Conv"),
        ["Conv 'op': a window of 9 on 4 elements padded by 2, spatial axis 1; expected a window that fits."] =
            () => T().Fed(Floats(1, 3, 8, 4)).Given(Floats(2, 3, 1, 9)).Op("Conv", Of("pads", [0, 1, 0, 1L])),
        ["Conv 'op': a window of 3 on 2 elements padded by 0, spatial axis 0; expected a window that fits."] =
            () => T().Fed(Floats(1, 3, 2)).Given(Floats(2, 3, 3)).Op("Conv"),
        ["Conv 'op': strides [1]; expected 2 numbers."] = () => T().Fed(Floats(1, 3, 8, 4)).Given(Floats(2, 3, 1, 1))
            .Op("Conv", Of("strides", [1L])),
        ["Conv 'op': strides [0, 1]; expected numbers of 1 and more."] = () => T().Fed(Floats(1, 3, 8, 4)).Given(Floats(2, 3, 1, 1))
            .Op("Conv", Of("strides", [0, 1L])),
        ["ConvTranspose 'op': channels of input and weights 3 and 4; expected equal ones."] = () =>
            T().Fed(Floats(1, 3, 8, 4)).Given(Floats(4, 3, 1, 1)).Op("ConvTranspose"),
        ["ConvTranspose 'op': output 'y0' would be [1, 3, -2]; expected no negative dimension."] =
            () => T().Fed(Floats(1, 3, 1)).Given(Floats(3, 3, 2)).Op("ConvTranspose", Of("pads", [2, 2L])),
        ["MaxPool 'op': input [3, 4]; expected [N, C, spatial...]."] = () => T().Fed(Floats(3, 4)).Op("MaxPool", Of("kernel_shape", [1L])),
        ["MaxPool 'op': no kernel_shape; expected one."] = () => T().Fed(Floats(1, 3, 4)).Op("MaxPool"),
        ["MatMul 'op': inner sizes of [2, 3] and [4, 2]: 3 and 4; expected equal ones."] = () => T().Fed(Floats(2, 3)).Fed(Floats(4, 2))
            .Op("MatMul"),
        ["Gemm 'op': shape [3] beside [2, 4]; expected one that broadcasts into it."] = () =>
            T().Fed(Floats(2, 3)).Fed(Floats(3, 4)).Fed(Floats(3)).Op("Gemm"),
        ["Reshape 'op': [2, 3] of 6 elements to [4, 2]; expected as many."] = () => T().Fed(Floats(2, 3)).Ints(4, 2).Op("Reshape"),
        ["Reshape 'op': [2, 3] to [4, -1]; expected a number of elements that 4 divides."] = () => T().Fed(Floats(2, 3)).Ints(4, -1)
            .Op("Reshape"),
        ["Reshape 'op': target [-1, -1]; expected -1 at most once."] = () => T().Fed(Floats(2, 3)).Ints(-1, -1).Op("Reshape"),
        ["Squeeze 'op': axis 0 of [2, 3] has size 2; expected 1."] = () => T().Fed(Floats(2, 3)).Ints(0).Op("Squeeze"),
        ["Unsqueeze 'op': axes [1, 1]; expected each axis once."] = () => T().Fed(Floats(2, 3)).Ints(1, -3).Op("Unsqueeze"),
        ["Transpose 'op': perm [0] of [2, 3]; expected each axis once."] = () => T().Fed(Floats(2, 3)).Op("Transpose", Of("perm", [0L])),
        ["Transpose 'op': axes [0, 0]; expected each axis once."] = () => T().Fed(Floats(2, 3)).Op("Transpose", Of("perm", [0, 0L])),
        ["Softmax 'op': axis 2; expected -2 to 1."] = () => T().Fed(Floats(2, 3)).Op("Softmax", Of("axis", 2)),
        ["Concat 'op': inputs [2, 3] and [3, 3], axis 0: 2 and 3; expected equal ones."] = () => T().Fed(Floats(2, 3)).Fed(Floats(3, 3))
            .Op("Concat", Of("axis", 1)),
        ["Split 'op': sizes [1, 1] of axis 0 in [3]; expected a sum of 3."] = () => T().Fed(Floats(3)).Ints(1, 1).Op("Split", 2),
        ["Slice 'op': a step of 0; expected another."] = () => T().Fed(Floats(3)).Ints(0).Ints(1).Ints(0).Ints(0).Op("Slice"),
        ["Slice 'op': 2 starts, 1 ends, 1 axes, 1 steps; expected equally many."] = () => T().Fed(Floats(3)).Ints(0, 0).Ints(1).Ints(0)
            .Op("Slice"),
        ["Pad 'op': 2 pads for 2 axes; expected 4."] = () => T().Fed(Floats(3, 4)).Ints(0, 0).Op("Pad"),
        ["Pad 'op': output 'y0' would be [-1]; expected no negative dimension."] = () => T().Fed(Floats(3)).Ints(-2, -2).Op("Pad"),
        ["ConstantOfShape 'op': output 'y0' would be [-4]; expected no negative dimension."] = () => T().Ints(-4).Op("ConstantOfShape"),
        ["TopK 'op': k = 4 of axis 0 in [3]; expected 0 to the axis's size."] = () => T().Fed(Floats(3)).Ints(4).Op("TopK", 2),
        ["DepthToSpace 'op': 3 channels in blocks of 2; expected a multiple of 4."] = () => T().Fed(Floats(1, 3, 2, 2))
            .Op("DepthToSpace", Of("blocksize", 2)),
        ["Resize 'op': 2 scales for 3 axes of [1, 2, 3]; expected equally many."] = () =>
            T().Fed(Floats(1, 2, 3)).Without().Given(Floats(2)).Op("Resize"),
        ["Flatten 'op': axis 3; expected -2 to 1."] = () => T().Fed(Floats(1, 2)).Op("Flatten", Of("axis", 3)),
        ["ReduceMean 'op': axis 2; expected -2 to 1."] = () => T().Fed(Floats(1, 2)).Op("ReduceMean", Of("axes", [2L])),
        ["BatchNormalization 'op': channels 3 and 4; expected equal ones."] =
            () => T().Fed(Floats(2, 3)).Given(Floats(4)).Given(Floats(4)).Given(Floats(4)).Given(Floats(4)).Op("BatchNormalization"),
    };

    public static TheoryData<string> Messages() => [.. Cases.Keys];

    [Theory, MemberData(nameof(Messages))]
    public void TheError_NamesNode_Found_Expected(string message) =>
        Assert.Equal(message, Assert.Throws<OnnxException>(() => Cases[message]().Inferred()).Message);

    /// <summary>What inference refuses, ONNX Runtime refuses too, when it loads or when it runs.</summary>
    [Theory, MemberData(nameof(Messages))]
    public void OnnxRuntime_RefusesItToo(string message) =>
        Assert.Throws<Microsoft.ML.OnnxRuntime.OnnxRuntimeException>(() => Cases[message]().Run());

    private static Tiny T() => new(13);
}
