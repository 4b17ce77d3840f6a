using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline.Tests.Providers;

public sealed class NativeRuntimeTests
{
    [Fact]
    public void TheLibraryThatRunsHere_IsTheOneThatTheProgramWasBuiltFor() => NativeRuntime.Check();

    [Theory]
    [InlineData("1.31.1", "1.31.1+41d4d61f", true)]
    [InlineData("1.31.1", "1.31.1", true)]
    [InlineData("1.31.0", "1.31.1+41d4d61f", false)]
    [InlineData("1.3", "1.31.1", false)]
    public void OnlyTheSameVersion_IsTaken(string native, string managed, bool fits)
    {
        var problem = NativeRuntime.Compare(native, managed);
        if (fits) Assert.Null(problem);
        else Assert.Contains($"libonnxruntime is version {native}, the program was built for 1.31.1.", problem);
    }
}
