namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>Where the numbers of a detection tensor lie. A detection: centre x, centre y, width, height, class scores, mask coefficients.</summary>
/// <param name="Count">N, the detections.</param>
/// <param name="Classes">Without the background, of which there is no score.</param>
/// <param name="Coefficients">M, the prototypes.</param>
/// <param name="ValuesLast">[1, N, 4 + C + M]; else [1, 4 + C + M, N].</param>
internal readonly record struct DetectionLayout(int Count, int Classes, int Coefficients, bool ValuesLast)
{
    public const int FirstScore = Models.InstanceCheck.BoxValues;

    public int Values => FirstScore + Classes + Coefficients;

    public int FirstCoefficient => FirstScore + Classes;

    /// <param name="shape">Of the tensor, three axes. Where both could count the values, they come first, as exporters have it.</param>
    /// <returns>Null if neither does.</returns>
    public static DetectionLayout? Of(ReadOnlySpan<int> shape, int classes, int coefficients)
    {
        var values = FirstScore + classes + coefficients;
        return shape is not [1, var first, var second] ? null
            : first == values ? new DetectionLayout(second, classes, coefficients, ValuesLast: false)
            : second == values ? new DetectionLayout(first, classes, coefficients, ValuesLast: true)
            : null;
    }

    public int IndexOf(int value, int detection) => ValuesLast ? (detection * Values) + value : (value * Count) + detection;
}
