using System.ComponentModel.DataAnnotations;
using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>A name that <see cref="ExplainerSet"/> knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExplanationMethodAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string name && ExplainerSet.IsName(name);

    public override string FormatErrorMessage(string name) => $"The field {name} must be {ExplainerSet.Auto} or one of {string.Join(", ", ExplainerSet.Names)}.";
}
