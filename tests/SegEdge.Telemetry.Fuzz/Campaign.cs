namespace SegEdge.Telemetry.Fuzz;

/// <summary>Many changed inputs to one decoder, none of which may break a law, hang it, or make it take memory that its size does not justify.</summary>
public static class Campaign
{
    // A hundred times what the slowest input takes. Of the processor: a machine that leaves us waiting hangs nobody.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    /// <returns>How many inputs were good.</returns>
    /// <exception cref="InvalidOperationException">A law is broken; names the number of the input and the input itself.</exception>
    public static long Run(Decoder decoder, long executions, int seed)
    {
        var mutator = new Mutator(new Random(seed), decoder);
        var good = 0L;
        for (var i = 0L; i < executions; i++)
        {
            var input = mutator.Next();
            var (start, before) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
            try
            {
                if (decoder.Run(input)) good++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{decoder.Name}, input {i} of seed {seed}: {e.GetType().Name}: {e.Message} The input: {Convert.ToHexString(input)}", e);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Decoder.MostAllocated(input.Length))
                throw new InvalidOperationException($"{decoder.Name}, input {i} of seed {seed}: {input.Length} bytes made it take {allocated}. The input: {Convert.ToHexString(input)}");
            if (Environment.CpuUsage.TotalTime - start > Hang)
                throw new InvalidOperationException($"{decoder.Name}, input {i} of seed {seed} took longer than {Hang.TotalSeconds} s. The input: {Convert.ToHexString(input)}");
        }

        return good;
    }
}
