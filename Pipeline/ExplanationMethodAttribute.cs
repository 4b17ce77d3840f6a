using System.ComponentModel.DataAnnotations;
using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>A name that <see cref="ExplainerSet"/> knows, in any case of letters.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExplanationMethodAttribute() : AllowedValuesAttribute([ExplainerSet.Auto, .. ExplainerSet.Names])
{
    public override bool IsValid(object? value) => value is string name && ExplainerSet.IsName(name);

    public override string FormatErrorMessage(string name) => $"The field {name} must be one of {string.Join(", ", Values)}.";
}
