using Microsoft.ML.OnnxRuntime.Tensors;

namespace SegEdge.Pipeline.Models;

/// <summary>What can be wrong with a proto-instances head: within the manifest, and against what the model file declares.</summary>
internal static class InstanceCheck
{
    /// <summary>Centre, width and height come before the class scores.</summary>
    public const int BoxValues = 4;

    // An object's number in its map is a byte, and 0 says that there is none.
    private const int MostInstances = byte.MaxValue;

    /// <summary>Values of one detection.</summary>
    public static int ValuesOf(ModelHead head, int coefficients) => BoxValues + head.Classes.Count - 1 + coefficients;

    public static IEnumerable<string> Problems(HeadKind kind, ModelHead head)
    {
        if (head.Instances is not { } instances)
        {
            if (kind == HeadKind.ProtoInstances)
                yield return "'instances' is missing; a proto-instances head says there which output has the prototypes: \"instances\": { \"prototypes\": \"output1\" }.";
            yield break;
        }
        if (kind != HeadKind.ProtoInstances)
            yield return $"'instances' is there, but the head's kind is '{kind}'. Leave it out, or make the kind 'proto-instances'.";
        if (instances.ScoreThreshold is not (> 0 and < 1))
            yield return $"'instances.scoreThreshold' is {instances.ScoreThreshold}, expected a probability between 0 and 1, e.g. 0.25.";
        if (instances.Overlap is not (> 0 and <= 1))
            yield return $"'instances.overlap' is {instances.Overlap}, expected an intersection over union above 0, at most 1, e.g. 0.7.";
        if (instances.MaxInstances is < 1 or > MostInstances)
            yield return $"'instances.maxInstances' is {instances.MaxInstances}, expected 1..{MostInstances}.";
    }

    public static void Compare(string where, ModelHead head, ModelInstances instances, ModelSignature signature, List<string> problems)
    {
        var detections = Find($"{where}.output", head.Output, "[1, 4 + classes + coefficients, N]", 3);
        var prototypes = Find($"{where}.instances.prototypes", instances.Prototypes, "[1, coefficients, height, width]", 4);
        if (detections is null || prototypes?.Fixed(1) is not { } coefficients) return;

        if (detections.Fixed(1) is not { } first || detections.Fixed(2) is not { } second) return; // the first run decides
        var expected = ValuesOf(head, coefficients);
        if (first == expected || second == expected) return;
        // There are thousands of detections, so the number of their values is the smaller one.
        var values = Math.Min(first, second);
        var classes = values - BoxValues - coefficients;
        problems.Add(classes > 0
            ? $"'{where}.classes' lists {head.Classes.Count}, the background and {head.Classes.Count - 1}; output {detections} has {values} values a detection: " +
              $"{BoxValues} of the box, {coefficients} coefficients for {prototypes}, so {classes} class scores. Expected {classes + 1} classes, the background first."
            : $"'{where}.output' ({detections}) has {values} values a detection, too few for {BoxValues} of the box and {coefficients} coefficients for {prototypes}. " +
              "Name the detections in 'output' and the prototypes in 'instances.prototypes'.");

        TensorSignature? Find(string field, string name, string form, int axes)
        {
            var output = signature.Outputs.FirstOrDefault(o => o.Name == name);
            if (output is null) problems.Add($"'{field}' is '{name}', the model's outputs are: {ManifestCheck.Names(signature.Outputs)}.");
            else if (output.Type != TensorElementType.Float) problems.Add($"'{field}' ({output}) is {output.Type}, expected Float.");
            else if (output.Dimensions.Count != axes) problems.Add($"'{field}' ({output}) has {output.Dimensions.Count} axes, expected {axes}, {form}.");
            else return output;
            return null;
        }
    }
}
